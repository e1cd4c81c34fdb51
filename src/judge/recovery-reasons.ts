import type { RunEvent } from '#contract/events';
import type { StoreMeasurement } from '#contract/measurement';
import type { Reason } from '#contract/run-summary';
import { humanDuration } from '#kit/durations';
import { eventsOf, lastOf, recoverySteps } from '#measure/events-of';
import { failedJourney } from '#measure/failed-journey';
import { reason } from './reason-codes.ts';

/** Why a store did not come back, as far as the facts say it outright. */
export function recoveryReasons(store: StoreMeasurement, events: readonly RunEvent[]): readonly Reason[] {
  return [interrupted(store, events), nothingBack(store), failedStep(store, events), ownCheck(store, events), deadline(store, events), soak(store, events), unhealthy(store, events), journeys(store, events)].filter((entry) => entry !== null);
}

/** What ended a run that was left for good: the signal's name, `interrupted`, or null for one that came to its end. */
export function stoppedBy(events: readonly RunEvent[]): string | null {
  const end = lastOf(events, 'run.ended')?.data.end;
  if (end !== undefined && end !== 'left' && end !== 'interrupted') return null;
  const signal = eventsOf(events, 'signal').findLast((event) => event.data.count > 1);
  return signal?.data.name ?? 'interrupted';
}

function interrupted(store: StoreMeasurement, events: readonly RunEvent[]): Reason | null {
  const by = stoppedBy(events);
  if (by !== null) return reason('not-recovered.interrupted', store.id, by === 'interrupted' ? 'the run was killed after the fault and not resumed' : `the run was left after the fault at a second ${by}`);
  const ended = lastOf(events, 'run.ended')?.data;
  const cut = ended !== undefined && ended.end !== 'completed' && (store.timeline.T5 === null || store.timeline.T6 === null);
  return cut ? reason('not-recovered.interrupted', store.id, `the run ended after the fault without recovering: ${ended.reason ?? ended.end}`) : null;
}

/** Content and beacons both say nothing; where the content could not be compared at all, beacons alone say it only when all of them are gone. */
function nothingBack(store: StoreMeasurement): Reason | null {
  const { integrity, beacons } = store;
  if (beacons.stable > 0) return null;
  if (integrity) return integrity.expected > 0 && integrity.recovered === 0 ? reason('not-recovered.nothing', store.id, `nothing usable came back: 0 of ${integrity.expected} expected things and no beacon were found`) : null;
  return store.timeline.T5 === null && beacons.lost > 0 && beacons.neverRead === 0 ? reason('not-recovered.nothing', store.id, `nothing usable came back: 0 of ${beacons.lost} acknowledged beacons were found, and the content could not be compared`) : null;
}

function failedStep(store: StoreMeasurement, events: readonly RunEvent[]): Reason | null {
  if (store.timeline.T5 !== null) return null;
  const all = recoverySteps(events, 'step.ended').filter((event) => event.data.outcome === 'failed');
  const startOf = (n: number): RunEvent<'step.started'> | undefined => recoverySteps(events, 'step.started').findLast((event) => event.data.n === n);
  // Of lanes side by side several may have failed: a store's own says most about it.
  const failed = all.findLast((event) => startOf(event.data.n)?.data.store === store.id) ?? all.at(-1);
  if (!failed) return null;
  const started = startOf(failed.data.n);
  const said = [failed.data.note, failed.data.code].filter((part) => part !== null).join('; ');
  const name = `step ${failed.data.n}${started ? ` (${started.data.title})` : ''}`;
  if (started?.data.marks === 'release-check') return reason('not-recovered.release-check', store.id, `the release check of ${name} did not pass: ${said || 'no detail'}`);
  return reason('not-recovered.step', store.id, `${name} failed and the release check never passed: ${said || 'no detail'}`);
}

function ownCheck(store: StoreMeasurement, events: readonly RunEvent[]): Reason | null {
  if (store.timeline.T5 !== null) return null;
  const asked = eventsOf(events, 'own-check.read').filter(({ data }) => data.moment === 'recovered' && data.tag === 'release');
  const failed = asked.findLast(({ data }) => data.result === 'fail')?.data;
  return failed ? reason('not-recovered.release-check', store.id, `the release check "${failed.id}" of the user's own did not pass: ${failed.detail}`) : null;
}

/** Canaries pass and users still cannot work. */
function journeys(store: StoreMeasurement, events: readonly RunEvent[]): Reason | null {
  const last = eventsOf(events, 'journeys.read').findLast(({ data }) => data.moment !== 'baseline')?.data;
  const failed = last === undefined ? null : failedJourney(events, last);
  return store.timeline.T6 === null && failed !== null ? reason('service.journeys', store.id, `users could not work: ${failed.name}${failed.why === null ? '' : `: ${failed.why}`}`) : null;
}

function deadline(store: StoreMeasurement, events: readonly RunEvent[]): Reason | null {
  const passed = eventsOf(events, 'deadline').find((event) => event.data.phase === '4-recover');
  if (!passed || (store.timeline.T5 !== null && store.timeline.T6 !== null)) return null;
  return reason('not-recovered.deadline', store.id, `the deadline of the recovery passed after ${humanDuration(passed.data.afterSeconds)}`);
}

function soak(store: StoreMeasurement, events: readonly RunEvent[]): Reason | null {
  const ended = lastOf(events, 'soak.ended')?.data;
  return store.timeline.T6 === null && ended && !ended.ok ? reason('not-recovered.soak', store.id, `the service did not stay healthy: ${ended.detail}`) : null;
}

function unhealthy(store: StoreMeasurement, events: readonly RunEvent[]): Reason | null {
  if (store.timeline.T6 !== null) return null;
  const readings = eventsOf(events, 'service.read').filter((event) => event.data.store === store.id);
  const last = readings.at(-1)?.data;
  return last && last.healthy === false && !readings.some((event) => event.data.healthy) ? reason('service.unhealthy', store.id, `the service never worked again: ${last.detail}`) : null;
}
