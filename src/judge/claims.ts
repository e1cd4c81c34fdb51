import type { RunEvent, RunStarted } from '#contract/events';
import type { RunMeasurement, StoreMeasurement } from '#contract/measurement';
import type { Reason, RunSummary } from '#contract/run-summary';
import { humanDuration } from '#kit/durations';
import { secondsBetween } from '#kit/time';
import { eventsOf, lastOfStore, recoverySteps } from '#measure/events-of';
import { encryptedAtRest, insideTheVpc } from './claims-of-settings.ts';
import { inHouseProcess } from './in-house-process.ts';

type Claim = RunSummary['claims'][number];

export interface ClaimInput {
  readonly started: RunStarted;
  readonly events: readonly RunEvent[];
  readonly measurement: RunMeasurement;
  readonly reasons: readonly Reason[];
}

const DAY_SECONDS = 86_400;
/** A daily job may begin a little later one day than the day before. */
const DAILY_SLACK_SECONDS = 3600;
const MODEL_ONLY = 'a rehearsal on the sandbox may refute this, never confirm it';

/** What the run says of each claim that its scenario touches. A sabotaged run says nothing of the platform, so its claims stay open. */
export function judgeClaims(input: ClaimInput): readonly Claim[] {
  return input.started.claims.map((id) => {
    if (input.started.mutation !== null) return open(id, `the run was sabotaged on purpose (${input.started.mutation}), so it says nothing of the platform`);
    if (!input.measurement.reachedFault) return open(id, 'the run never reached the fault');
    return RULES[id]?.(id, input) ?? open(id, 'no reading of this run speaks of it');
  });
}

const RULES: Readonly<Record<string, (id: string, input: ClaimInput) => Claim>> = {
  'DR-C2': dailyBackups,
  'DR-C3': hoursOfDowntime,
  'DR-C8': versioningUndoes,
  'DR-C9': dailyCopyElsewhere,
  'DR-C11': inHouseProcess,
  'SEC-C1': encryptedAtRest,
  'SEC-C3': insideTheVpc,
};

function dailyBackups(id: string, { started, events, measurement }: ClaimInput): Claim {
  let shown: string | null = null;
  for (const store of measurement.stores) {
    const points = pointsOf(events, store.id);
    if (!points) return open(id, `the recovery points of ${store.id} were not read to the end`);
    const made = points.data.points.filter((point) => point.madeBy === 'schedule' && point.status === 'completed').map((point) => point.createdAt).sort();
    if (made.length < 2) return open(id, `${made.length} finished points of ${store.id}: a gap needs two`);
    const gaps = made.slice(1).map((at, index) => secondsBetween(made[index] ?? at, at));
    const longest = Math.max(...gaps, store.t0.observed === null ? 0 : secondsBetween(made.at(-1) ?? store.t0.observed, store.t0.observed));
    shown = pathOf(points);
    if (longest > DAY_SECONDS + DAILY_SLACK_SECONDS) return { id, result: 'refuted', why: `the longest gap between finished points of ${store.id} was ${humanDuration(longest)}`, evidence: shown };
  }
  if (started.target.kind === 'sandbox') return { id, result: 'confirmed', why: `no gap between finished points was over a day; said of the schedule in sandbox account ${started.target.accounts['platform'] ?? 'unknown'} only`, evidence: shown };
  return { id, result: 'confirmed', why: 'no gap between finished points was over a day', evidence: shown };
}

function hoursOfDowntime(id: string, { started, events, measurement, reasons }: ClaimInput): Claim {
  const set = started.objectives.find((entry) => entry.source === 'documented') ?? started.objectives[0];
  if (!set) return open(id, 'no objective says what "a few hours" means');
  const lost = reasons.find((reason) => reason.code.startsWith('not-recovered.') && reason.code !== 'not-recovered.interrupted');
  if (lost) return { id, result: 'refuted', why: `the documented restore did not bring the service back: ${lost.text}`, evidence: pathOf(recoverySteps(events, 'step.ended').at(-1) ?? eventsOf(events, 'fault.observed').at(-1)) };
  const slow = measurement.stores.find((store) => store.rta.value !== null && store.rta.value > set.rtoSeconds);
  if (slow?.rta.value) return { id, result: 'refuted', why: `recovery of ${slow.id} took ${humanDuration(slow.rta.value)} against ${humanDuration(set.rtoSeconds)}`, evidence: pathOf(eventsOf(events, 'release.passed').at(-1)) };
  const missing = measurement.stores.find((store) => store.rta.value === null);
  if (missing) return open(id, `the recovery time of ${missing.id} was not measured`);
  return open(id, started.target.kind === 'sandbox' ? `within the model; ${MODEL_ONLY}` : 'only a restore from production\'s own points could confirm it');
}

/** Steps that bring a deleted object back from its own versions. */
const UNDELETES = /undelete|remove-delete-markers/;

function versioningUndoes(id: string, { started, events, measurement }: ClaimInput): Claim {
  for (const store of measurement.stores) {
    const before = eventsOf(events, 'posture.read').findLast((event) => event.data.store === store.id && event.data.moment === 'baseline');
    const versioning = Object.entries(before?.data.posture ?? {}).find(([key]) => key.toLowerCase().includes('versioning') && !key.toLowerCase().includes('mfa'))?.[1];
    if (versioning === undefined) return open(id, `the versioning of ${store.id} was not read`);
    if (versioning !== 'Enabled' && versioning !== true) return { id, result: 'refuted', why: `versioning of ${store.id} is ${JSON.stringify(versioning)}`, evidence: pathOf(before) };
    const undelete = recoverySteps(events, 'step.started').find((event) => UNDELETES.test(event.data.uses));
    const end = undelete && recoverySteps(events, 'step.ended').findLast((event) => event.data.n === undelete.data.n);
    if (!end) return open(id, 'versioning is on; no deleted object was brought back from its versions in this run');
    if (end.data.outcome !== 'done') return { id, result: 'refuted', why: `bringing deleted objects back from their versions was ${end.data.outcome}: ${end.data.note ?? end.data.code ?? 'no detail'}`, evidence: pathOf(end) };
    if (!contentWhole(store)) return open(id, 'versioning is on and was used; the content was not shown to be whole');
  }
  return { id, result: 'confirmed', why: `versioning is on and brought deleted objects back; said of ${started.target.kind === 'sandbox' ? 'sandbox ' : ''}account ${started.target.accounts['platform'] ?? 'unknown'} only`, evidence: pathOf(lastOfStore(events, 'integrity.read', measurement.stores[0]?.id ?? '')) };
}

function contentWhole({ integrity }: StoreMeasurement): boolean {
  return integrity !== null && integrity.complete && integrity.expected > 0 && integrity.missing + integrity.different + integrity.unexpected === 0;
}

function dailyCopyElsewhere(id: string, { events, measurement }: ClaimInput): Claim {
  for (const store of measurement.stores) {
    const points = pointsOf(events, store.id);
    if (!points || store.t0.observed === null) return open(id, `the copies of ${store.id} were not read to the end`);
    if (!points.data.outsideBlastRadius) return { id, result: 'refuted', why: `the copies of ${store.id} lie where the fault strikes`, evidence: pathOf(points) };
    const newest = points.data.points.filter((point) => point.madeBy === 'schedule' && point.status === 'completed').map((point) => point.createdAt).sort().at(-1);
    if (newest === undefined) return { id, result: 'refuted', why: `there is no finished copy of ${store.id}`, evidence: pathOf(points) };
    const age = secondsBetween(newest, store.t0.observed);
    if (age > DAY_SECONDS + DAILY_SLACK_SECONDS) return { id, result: 'refuted', why: `the newest finished copy of ${store.id} was ${humanDuration(age)} old when the fault struck`, evidence: pathOf(points) };
  }
  return open(id, `the newest copy was under a day old and outside the reach of the fault; that only the restore role can read it was not looked at; ${MODEL_ONLY}`);
}

function pointsOf(events: readonly RunEvent[], store: string): RunEvent<'points.read'> | null {
  const read = eventsOf(events, 'points.read').findLast((event) => event.data.store === store && event.data.moment === 'baseline');
  return read?.data.complete ? read : null;
}

function open(id: string, why: string): Claim {
  return { id, result: 'open', why, evidence: null };
}

function pathOf(event: { readonly seq: number } | undefined): string | null {
  return event ? `events.ndjson#seq=${event.seq}` : null;
}
