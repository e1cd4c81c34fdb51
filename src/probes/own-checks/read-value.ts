import type { TargetsPort } from '#contract/aws';
import type { OwnCheckConfig, ResolvedConfig } from '#contract/config.schema';

/** What the own checks reach the platform through. */
export interface CheckWorld {
  readonly targets: TargetsPort;
  readonly config: ResolvedConfig;
  /** Where a store is found now, if not in the region of the config. */
  readonly regions?: ReadonlyMap<string, string>;
  /** Where users reach the platform; null where it is not known. */
  serviceUrl(): URL | null;
  /** Runs a command in the project's folder. */
  shell(script: string, signal: AbortSignal): Promise<{ readonly exitCode: number; readonly stdout: string; readonly stderr: string }>;
}

/** What a check reads. */
export interface CheckValue {
  readonly value: string | null;
  /** The HTTP status or the exit code; null for a query. */
  readonly code: number | null;
  /** What says more when the code is not the expected one, or why there is no value. */
  readonly detail: string;
}

export type CheckOf<K extends OwnCheckConfig['kind']> = Extract<OwnCheckConfig, { readonly kind: K }>;
