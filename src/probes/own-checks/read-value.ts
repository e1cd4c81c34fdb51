import type { TargetsPort } from '#contract/aws';
import type { OwnCheckConfig, ResolvedConfig } from '#contract/config.schema';

/** What the own checks reach the platform through. */
export interface CheckWorld {
  readonly targets: TargetsPort;
  readonly config: ResolvedConfig;
  /** Where users reach the platform; null where it is not known. */
  serviceUrl(): URL | null;
  /** Runs a command in the project's folder. */
  shell(script: string, signal: AbortSignal): Promise<{ readonly exitCode: number; readonly stdout: string; readonly stderr: string }>;
}

/** What a check reads. `wrong`: it answered in a way that no expectation can mend (another status, another exit code). */
export interface CheckValue {
  readonly value: string | null;
  readonly wrong: string | null;
}

export type CheckOf<K extends OwnCheckConfig['kind']> = Extract<OwnCheckConfig, { readonly kind: K }>;
