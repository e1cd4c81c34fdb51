import type { ModelId } from '#contract/modules';
import { DURATION_MODELS, modelledSeconds } from '#kit/duration-models';
import type { SandboxContext } from '../../service.ts';

const NOTHING = { objects: 0, bytes: 0 } as const;

/** How long AWS would take, in microseconds, times the sandbox's duration factor. */
export function modelledMicros({ settings }: Pick<SandboxContext, 'settings'>, model: ModelId, amount: { readonly objects: number; readonly bytes: number } = NOTHING): number {
  return Math.round(modelledSeconds(DURATION_MODELS[model], amount) * settings.get('duration-factor') * 1_000_000);
}

/** Short waits of AWS Backup that no model covers: a deletion or the begin of a restore is seen by pollers, then done. */
export function shortlyMicros({ settings }: Pick<SandboxContext, 'settings'>, seconds: number): number {
  return Math.round(seconds * settings.get('duration-factor') * 1_000_000);
}
