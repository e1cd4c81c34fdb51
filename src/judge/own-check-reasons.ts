import type { RunEvent } from '#contract/events';
import type { Reason } from '#contract/run-summary';
import { eventsOf } from '#measure/events-of';
import { reason } from './reason-codes.ts';

/** What the user's own checks, asked after the recovery, say against a store: those that name it, and those of the whole platform. */
export function ownCheckReasons(store: string, events: readonly RunEvent[]): readonly Reason[] {
  const asked = eventsOf(events, 'own-check.read').map(({ data }) => data).filter((data) => data.moment === 'recovered' && (data.store === null || data.store === store));
  return asked.flatMap(({ id, tag, result, detail }, index) => {
    if (result === 'fail' && tag === 'audit') return [reason('integrity.own-check', store, `the own check "${id}" did not pass: ${detail}`)];
    const last = asked.findLastIndex((other) => other.id === id) === index;
    return last && result === 'unknown' ? [reason('reading.own-check', store, `the own check "${id}" could not be asked: ${detail}`)] : [];
  });
}
