import type { RunbookStep } from '#contract/runbook';
import { referencesIn } from './apply-outputs.ts';

/**
 * Which steps must have ended before each one may begin, by number. Without lanes each waits for the one before it. Lanes run side by side
 * from one step without a lane to the next; `after` waits for the whole of a lane, `$name.field` for the step that gives it.
 */
export function stepNeeds(steps: readonly RunbookStep[]): ReadonlyMap<number, readonly number[]> {
  const needs = new Map<number, readonly number[]>();
  const ends = new Map<string, number>();
  let barrier: readonly number[] = [];
  for (const step of steps) {
    if (step.lane === null) {
      needs.set(step.n, ends.size > 0 ? [...ends.values()] : barrier);
      ends.clear();
      barrier = [step.n];
      continue;
    }
    const before = ends.get(step.lane);
    const waits = [...(before === undefined ? barrier : [before]), ...step.after.flatMap((lane) => ends.get(lane) ?? []), ...givers(step, steps)];
    needs.set(step.n, [...new Set(waits)].sort((a, b) => a - b));
    ends.set(step.lane, step.n);
  }
  return needs;
}

function givers(step: RunbookStep, steps: readonly RunbookStep[]): readonly number[] {
  return referencesIn(step.with).flatMap(({ name }) => steps.find((one) => one.as === name && one.n < step.n)?.n ?? []);
}
