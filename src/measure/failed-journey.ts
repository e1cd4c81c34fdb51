import type { RunEvent } from '#contract/events';
import type { JourneysReading } from '#contract/user-service';
import { eventsOf } from './events-of.ts';

/**
 * The first thing that users could not do; null when they could do everything. What worked before the fault must work again: afterwards it is
 * no excuse that it was skipped or not tried.
 */
export function failedJourney(events: readonly RunEvent[], { results }: Pick<JourneysReading, 'results'>): { readonly name: string; readonly why: string | null } | null {
  const failed = results.find(({ result }) => result === 'fail');
  if (failed !== undefined) return failed;
  const before = eventsOf(events, 'journeys.read').findLast(({ data }) => data.moment === 'baseline')?.data.results ?? [];
  for (const { name } of before.filter(({ result }) => result === 'pass')) {
    const now = results.filter((one) => one.name === name);
    const other = now.find(({ result }) => result !== 'pass');
    if (other !== undefined) return { name, why: `it worked before the fault and was not tried afterwards${other.why === null ? '' : ` (${other.why})`}` };
    if (now.length === 0) return { name, why: 'it worked before the fault and was not tried afterwards' };
  }
  return null;
}
