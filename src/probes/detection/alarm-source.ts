import type { ResolvedConfig } from '#contract/config.schema';
import type { DetectionReading, Struck } from '#contract/detection';

/** One place where the platform's alarms can be read. */
export interface AlarmSource {
  readonly name: string;
  /** May reject: the caller says that the source could not be asked. */
  look(struck: readonly Struck[], signal: AbortSignal): Promise<DetectionReading>;
}

export type SourceConfig<K extends ResolvedConfig['detection'][number]['kind']> = Extract<ResolvedConfig['detection'][number], { readonly kind: K }>;
