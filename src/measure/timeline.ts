import type { RunEvent } from '#contract/events';
import type { Timeline } from '#contract/measurement';
import { microsOf } from '#kit/time';
import { eventsOf, lastOf, lastOfStore, recoverySteps } from './events-of.ts';
import { failedJourney } from './failed-journey.ts';

export interface FaultInterval {
  readonly earliest: string | null;
  readonly observed: string | null;
}

/** When the faults of a store took effect: from the earliest possible moment of the first to the observation of the last. */
export function faultInterval(events: readonly RunEvent[], store: string): FaultInterval {
  const faults = eventsOf(events, 'fault.observed').filter((event) => event.data.store === store);
  return {
    earliest: extreme(faults.map((event) => event.data.earliest), 'first'),
    observed: extreme(faults.map((event) => event.data.observed), 'last'),
  };
}

/** T0 to T8 of one store; null where a moment was not reached or not seen. */
export function storeTimeline(events: readonly RunEvent[], store: string): Timeline {
  const putBack = lastOf(events, 'put-back.ended');
  const restore = restoreSpan(events, store);
  const released = lastOf(events, 'release.passed');
  return {
    T0: faultInterval(events, store).earliest,
    T1: lastOf(events, 'detection.ended')?.data.at ?? null,
    T2: lastOf(events, 'declared')?.data.at ?? null,
    T3: restore.first,
    T4: restore.last,
    T5: released?.data.stores?.[store] ?? released?.at ?? null,
    T6: serviceBackAt(events, store),
    T7: putBack?.data.ok ? putBack.at : null,
    T8: lastOfStore(events, 'protected.again', store)?.data.at ?? null,
  };
}

/** The run's timeline over its stores: the earliest T0, the latest of everything that all stores must reach. */
export function runTimeline(stores: readonly Timeline[]): Timeline {
  const all = (point: keyof Timeline): (string | null)[] => stores.map((timeline) => timeline[point]);
  const latest = (point: keyof Timeline): string | null => (all(point).includes(null) ? null : extreme(all(point), 'last'));
  const first = (point: keyof Timeline): string | null => extreme(all(point), 'first');
  return { T0: first('T0'), T1: first('T1'), T2: first('T2'), T3: first('T3'), T4: latest('T4'), T5: latest('T5'), T6: latest('T6'), T7: latest('T7'), T8: latest('T8') };
}

/** First restore of a store requested, last one done; `last` only when every restore step that began was done in the end. A step that names no store is about all. */
function restoreSpan(events: readonly RunEvent[], store: string): { readonly first: string | null; readonly last: string | null } {
  const started = recoverySteps(events, 'step.started').filter((event) => event.data.marks === 'restore' && (event.data.store ?? store) === store);
  const ends = new Map(recoverySteps(events, 'step.ended').map((event) => [event.data.n, event]));
  const done = started.map((event) => ends.get(event.data.n)).map((end) => (end?.data.outcome === 'done' ? end.at : null));
  return { first: extreme(started.map((event) => event.at), 'first'), last: done.includes(null) ? null : extreme(done, 'last') };
}

/** T6: the first success of the service that a soak confirmed. A failing reading or a failed soak in between takes it back. */
function serviceBackAt(events: readonly RunEvent[], store: string): string | null {
  const struck = eventsOf(events, 'fault.observed').findLast((event) => event.data.store === store);
  if (!struck) return null;
  let candidate: string | null = null;
  let takenBack = false;
  let confirmed: string | null = null;
  for (const event of events) {
    if (event.seq <= struck.seq) continue;
    if (event.type === 'service.read' && event.data.store === store) {
      if (event.data.healthy === false) [candidate, confirmed] = [null, null];
      else if (event.data.healthy && candidate === null && (event.data.first || takenBack)) candidate = event.at;
      takenBack ||= event.data.healthy !== true;
    } else if (event.type === 'journeys.read' && event.data.moment === 'recovered') {
      // A canary alone is no user: the service is back when people could work as well.
      if (failedJourney(events, event.data) !== null) [candidate, confirmed, takenBack] = [null, null, true];
      else if (candidate !== null) candidate = event.at;
    } else if (event.type === 'soak.ended') {
      confirmed = event.data.ok ? candidate : null;
      if (!event.data.ok) [candidate, takenBack] = [null, true];
    } else if (event.type === 'put-back.ended' || (event.type === 'phase.started' && event.phase === '5-put-back')) break;
  }
  return confirmed;
}

function extreme(moments: readonly (string | null)[], which: 'first' | 'last'): string | null {
  let best: string | null = null;
  for (const moment of moments) {
    if (moment === null) continue;
    if (best === null || (which === 'first' ? microsOf(moment) < microsOf(best) : microsOf(moment) > microsOf(best))) best = moment;
  }
  return best;
}
