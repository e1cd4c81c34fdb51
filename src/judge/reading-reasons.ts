import type { OwnCheckConfig } from '#contract/config.schema';
import type { RunEvent } from '#contract/events';
import type { StoreMeasurement } from '#contract/measurement';
import type { Reason } from '#contract/run-summary';
import { microsOf } from '#kit/time';
import { eventsOf, lastOf, lastOfStore } from '#measure/events-of';
import { reason } from './reason-codes.ts';

export interface ReadingInput {
  readonly store: StoreMeasurement;
  readonly events: readonly RunEvent[];
  /** True when facts say outright that it did not come back: then a later moment is not missing, it never came. */
  readonly notRecovered: boolean;
}

interface Reading {
  readonly name: string;
  /** The objective or part of the verdict that needs it. */
  readonly neededFor: 'time' | 'data loss' | 'worst data loss' | 'data complete' | 'secure as before' | 'trust';
  missing(input: ReadingInput): string | null;
}

/** Every reading that a verdict rests on. Take one out of a stored run and the store is `inconclusive` with its name. */
export const READINGS: readonly Reading[] = [
  { name: 'fault', neededFor: 'time', missing: (input) => missingFault(input) },
  { name: 'detection', neededFor: 'time', missing: ({ events, notRecovered }) => (!notRecovered && !lastOf(events, 'detection.ended') ? 'whether and when the fault was noticed is not recorded (T1)' : null) },
  { name: 'declared', neededFor: 'time', missing: ({ store, notRecovered }) => (store.timeline.T2 === null && !notRecovered ? 'no moment of declaring the recovery is recorded (T2)' : null) },
  { name: 'restore', neededFor: 'time', missing: ({ store, notRecovered }) => (store.timeline.T4 === null && !notRecovered ? 'no restore step is recorded to its end (T4)' : null) },
  { name: 'release', neededFor: 'time', missing: ({ store, notRecovered }) => (store.timeline.T5 === null && !notRecovered ? 'the release check is not recorded as passed (T5)' : null) },
  { name: 'service', neededFor: 'time', missing: (input) => missingService(input) },
  { name: 'soak', neededFor: 'time', missing: ({ events, notRecovered }) => (!notRecovered && !lastOf(events, 'soak.ended') ? 'the soak is not recorded' : null) },
  { name: 'beacons', neededFor: 'data loss', missing: ({ store, events }) => missingBeacons(store, events) },
  { name: 'points', neededFor: 'worst data loss', missing: ({ store }) => (store.rpaWorst.value === null && !isClock(store.rpaWorst.why) && store.t0.observed !== null ? store.rpaWorst.why : null) },
  { name: 'integrity', neededFor: 'data complete', missing: ({ store }) => missingIntegrity(store) },
  { name: 'posture', neededFor: 'secure as before', missing: (input) => missingPosture(input) },
  { name: 'own-check', neededFor: 'data complete', missing: (input) => missingOwnCheck(input) },
  { name: 'control', neededFor: 'trust', missing: ({ store, events }) => missingControl(store.id, events) },
  { name: 'record', neededFor: 'trust', missing: ({ events }) => missingEvent(events) },
];

/** One reason for each reading that a store's verdict needs and does not have. */
export function readingReasons(input: ReadingInput): readonly Reason[] {
  return READINGS.flatMap((reading) => {
    const why = reading.missing(input);
    return why === null ? [] : [reason(`reading.${reading.name}`, input.store.id, `no reading of ${reading.name} (needed for: ${reading.neededFor}): ${why}`)];
  });
}

function missingFault({ store, events }: ReadingInput): string | null {
  if (store.t0.earliest !== null) return null;
  const failed = eventsOf(events, 'error').find(({ data }) => data.where.startsWith('fault ') && data.where.endsWith(` on ${store.id}`));
  return `nobody saw the fault take effect (T0)${failed ? `: ${failed.data.message}` : ''}`;
}

function missingService({ store, events, notRecovered }: ReadingInput): string | null {
  if (notRecovered || store.timeline.T6 !== null || !lastOf(events, 'soak.ended')) {
    const read = lastOfStore(events, 'service.read', store.id);
    return notRecovered || read || store.timeline.T6 !== null ? null : 'the service was not looked at after the fault (T6)';
  }
  return 'no success of the service is recorded that the soak confirms (T6)';
}

function missingBeacons(store: StoreMeasurement, events: readonly RunEvent[]): string | null {
  if (store.rpa.value !== null || isClock(store.rpa.why) || store.t0.observed === null) return null;
  const read = lastOfStore(events, 'beacons.read', store.id)?.data;
  const judgedByContent = read?.complete === true && store.beacons.acknowledged > 0 && store.beacons.stable === 0;
  // No beacon came back at all: that is a result, and the comparison of the content carries the verdict.
  return judgedByContent && contentFails(store) ? null : store.rpa.why;
}

function contentFails(store: StoreMeasurement): boolean {
  return store.integrity !== null && store.integrity.missing + store.integrity.different > 0;
}

function missingIntegrity(store: StoreMeasurement): string | null {
  if (!store.integrity) return 'the content that came back was not compared with what was expected';
  const { comparedAt } = store.integrity;
  if (store.r === null) return null;
  if (comparedAt === null) return 'the content was compared with no moment in particular';
  return microsOf(comparedAt) < microsOf(store.r) ? `the content was compared with ${comparedAt}, which is before what came back (${store.r})` : null;
}

function missingPosture({ store, events }: ReadingInput): string | null {
  if (store.posture && store.posture.checked > 0) return null;
  const moments = eventsOf(events, 'posture.read').filter((event) => event.data.store === store.id).map((event) => event.data.moment);
  if (!moments.includes('baseline')) return 'the settings before the fault were not read';
  return moments.includes('end') ? 'not one setting was compared' : 'the settings after the recovery were not read';
}

/** Every own check that the config has for this store; those that let users in count as missing only where users were let in. */
function missingOwnCheck({ store, events, notRecovered }: ReadingInput): string | null {
  const config = lastOf(events, 'run.started')?.data.config as { readonly checks?: readonly Pick<OwnCheckConfig, 'id' | 'tag' | 'store'>[] } | null | undefined;
  const asked = eventsOf(events, 'own-check.read').filter(({ data }) => data.moment === 'recovered').map(({ data }) => data.id);
  const needed = (config?.checks ?? []).filter((check) => (check.store ?? store.id) === store.id && (check.tag === 'audit' || !notRecovered));
  const missing = needed.find(({ id }) => !asked.includes(id));
  return missing === undefined ? null : `the own check "${missing.id}" was not asked after the recovery`;
}

/** Each check must have been shown input that is known to be bad: the clock, the comparison of content, every check of the runbook. */
function missingControl(store: string, events: readonly RunEvent[]): string | null {
  const controls = eventsOf(events, 'control.checked').map((event) => event.data);
  const checks = lastOf(events, 'plan.made')?.data.runbook.steps.filter((step) => step.uses === 'check').map((step) => `step ${step.n}`);
  if (!checks) return 'no plan says which checks there are';
  const own = eventsOf(events, 'own-check.read').map(({ data }) => `own check ${data.id}`);
  const missing = ['clock', ...checks, ...own].find((check) => !controls.some((control) => control.check === check));
  if (missing !== undefined) return `the check "${missing}" was never shown input that is known to be bad`;
  return controls.some((control) => control.check === 'content' && control.store === store) ? null : 'the comparison of content was never shown an expectation that is known to be wrong';
}

function missingEvent(events: readonly RunEvent[]): string | null {
  const gap = events.find((event, index) => event.seq !== (events[index - 1]?.seq ?? event.seq - 1) + 1);
  return gap ? `facts are missing before number ${gap.seq}` : null;
}

/** True for a number that was withheld because the clock cannot be trusted: that is its own reason. */
export function isClock(why: string): boolean {
  return why.startsWith('clock:');
}
