import type { ModelId } from '#contract/modules';
import { dateOfMicros } from '#kit/dates';
import type { SandboxContext } from '../../service.ts';
import { modelledMicros } from '../backup/durations.ts';

export const DAY_MICROS = 86_400_000_000;

/** The moment when something that begins now is through, by its model. */
export function endsAt(context: Pick<SandboxContext, 'settings' | 'time'>, model: ModelId): number {
  return Math.floor(context.time.nowMicros()) + modelledMicros(context, model);
}

/** An output member with a moment, or nothing where there is none. */
export function at<N extends string>(name: N, micros: number | null | undefined): Partial<Record<N, Date>> {
  return micros === null || micros === undefined ? {} : ({ [name]: dateOfMicros(micros) } as Record<N, Date>);
}
