import type { RunEvent, RunStarted } from '#contract/events';
import type { Judgement } from '#contract/judgement';
import type { RunMeasurement, StoreMeasurement } from '#contract/measurement';
import type { Finding } from '#contract/run-summary';
import { eventsOf, lastOf, lastOfStore, recoverySteps } from '#measure/events-of';
import { codePart } from './reason-codes.ts';

export interface LookInput {
  readonly started: RunStarted;
  readonly events: readonly RunEvent[];
  readonly measurement: RunMeasurement;
  readonly judgement: Judgement;
}

/** Whether a run took the reading that a finding came from: only then is its absence a retest, and not a drill that looked elsewhere. */
export function lookedAt({ cause, store: id }: Pick<Finding, 'cause' | 'store'>, input: LookInput): boolean {
  const { started, measurement, judgement } = input;
  if (started.mutation !== null || !measurement.reachedFault || !JUDGED.includes(judgement.verdict) || judgement.stoppedBy !== null) return false;
  const store = measurement.stores.find((entry) => entry.id === id);
  if (id !== null && store === undefined) return false;
  const look = LOOKS.find(([prefix]) => cause.startsWith(prefix));
  if (look === undefined) return lastOf(input.events, 'run.ended')?.data.end === 'completed';
  return look[1]({ cause, rest: cause.slice(look[0].length), store, ...input });
}

const JUDGED: readonly Judgement['verdict'][] = ['pass', 'fail-objective', 'fail-integrity', 'fail-not-recovered'];

interface Look extends LookInput {
  readonly cause: string;
  readonly rest: string;
  readonly store: StoreMeasurement | undefined;
}

/** The reading behind each cause that `findings.ts` judges; any other was written down by the drill itself. */
const LOOKS: readonly (readonly [string, (look: Look) => boolean])[] = [
  ['rpo-worst.', ({ rest, store, started }) => store !== undefined && store.rpaWorst.value !== null && started.objectives.some(({ source }) => codePart(source) === rest)],
  ['content.', ({ store }) => contentRead(store)],
  ['posture.', settingRead],
  ['not-protected-again', ({ events, store }) => lastOfStore(events, 'protected.again', store?.id ?? '') !== undefined],
  ['stranded-writes', ({ events, store }) => contentRead(store) && beaconsRead(events, store)],
  ['beacons.', ({ events, store }) => beaconsRead(events, store)],
  ['not-detected', ({ events }) => lastOf(events, 'detection.ended') !== undefined],
  ['runbook.unbound.', ({ events }) => lastOf(events, 'plan.made') !== undefined],
  ['runbook.deviation.', ({ rest, events }) => recoverySteps(events, 'step.ended').some(({ data }) => String(data.n) === rest)],
];

function contentRead(store: StoreMeasurement | undefined): boolean {
  return store !== undefined && store.integrity !== null && store.integrity.complete && store.integrity.recovered > 0;
}

function beaconsRead(events: readonly RunEvent[], store: StoreMeasurement | undefined): boolean {
  return lastOfStore(events, 'beacons.read', store?.id ?? '')?.data.complete === true;
}

/** Both before and after; a setting that is declared as not restored is not held against its old value. */
function settingRead({ rest, events, store }: Look): boolean {
  const moments = eventsOf(events, 'posture.read').filter(({ data }) => data.store === store?.id && Object.hasOwn(data.posture, rest)).map(({ data }) => data.moment);
  return moments.includes('baseline') && moments.includes('end') && !(store?.posture?.declared ?? []).includes(rest);
}
