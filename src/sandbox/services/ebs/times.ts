import type { ModelId } from '#contract/modules';
import { DURATION_MODELS, modelledSeconds } from '#kit/duration-models';
import type { SandboxContext } from '../../service.ts';

export const SECOND_MICROS = 1_000_000;
export const DAY_MICROS = 86_400 * SECOND_MICROS;

/** How long AWS would take for so many bytes, in microseconds, times the account's duration factor. */
export function modelledMicros({ settings }: Pick<SandboxContext, 'settings'>, model: ModelId, bytes = 0): number {
  return Math.round(modelledSeconds(DURATION_MODELS[model], { objects: 0, bytes }) * settings.get('duration-factor') * SECOND_MICROS);
}
