import { DURATION_MODELS, modelledSeconds } from '#kit/duration-models';
import { dateOfMicros } from '#kit/dates';
import type { SandboxContext } from '../../service.ts';

const SECOND_MICROS = 1_000_000;
export const HOUR_MICROS = 3600 * SECOND_MICROS;

/** How long AWS would take for a step of the control plane, times the account's duration factor. */
export function modelledMicros({ settings }: Pick<SandboxContext, 'settings'>, model: 'opensearch-create' | 'opensearch-control'): number {
  return modelledSeconds(DURATION_MODELS[model], { objects: 0, bytes: 0 }) * settings.get('duration-factor') * SECOND_MICROS;
}

/** The next full hour after a moment. */
export function nextHour(afterMicros: number): number {
  return (Math.floor(afterMicros / HOUR_MICROS) + 1) * HOUR_MICROS;
}

/** A moment as the name of an automated snapshot begins: 2026-11-22t14-00-00. */
export function snapshotStamp(micros: number): string {
  return dateOfMicros(micros).toISOString().slice(0, 19).replaceAll(':', '-').toLowerCase();
}
