import type { EventData, IntegrityReading, Posture, PostureComparator, RecoveryPointFact, RunEnd, RunStarted, SeriesRanges } from '#contract/events';
import type { JourneysReading, LoadReading } from '#contract/user-service';
import { RunBuilder } from './run-builder.ts';
import type { BuiltRun } from './run-builder.ts';

export const STORE = 'DR-S5';
const HISTORY_SECONDS = 6 * 3600;
const STRIKE_AT = 3000;

/** The knobs of a fake drill. The defaults recover everything within every target: a `pass`. Seconds count from the fault. */
export interface Story {
  readonly started?: Partial<RunStarted>;
  /** Interval of the platform's copies; each becomes available `copySeconds` after it began. */
  readonly pointEvery?: number;
  readonly copySeconds?: number;
  /** Points that are kept of those the schedule made; the last one is what the restore uses. */
  readonly points?: (points: readonly RecoveryPointFact[]) => readonly RecoveryPointFact[];
  readonly controlSaysYes?: boolean;
  readonly guardRefuses?: boolean;
  /** Ends before the fault. */
  readonly endsBefore?: RunEnd;
  readonly detectedAfter?: number | null;
  readonly declaredAfter?: number;
  readonly restoreSeconds?: number;
  readonly failedStep?: 'restore' | 'release-check';
  readonly service?: 'healthy' | 'never' | 'dies-in-soak';
  /** What users and the user's own checks said after the recovery, and the load meanwhile. */
  readonly users?: { readonly journeys: 'pass' | 'fail' | 'not-exercised'; readonly ownCheck?: { readonly tag: 'release' | 'audit'; readonly result: 'pass' | 'fail' | 'unknown'; readonly withoutControl?: boolean }; readonly load?: LoadReading };
  readonly found?: (whole: readonly SeriesRanges[], lost: readonly SeriesRanges[]) => readonly SeriesRanges[];
  readonly beaconsComplete?: boolean;
  readonly integrity?: Partial<IntegrityReading>;
  readonly postureAfter?: Posture;
  /** Leaves the record after the fault, as a kill would. */
  readonly killed?: boolean;
  readonly putBack?: Partial<EventData['put-back.ended']>;
  readonly protectedAfter?: number | null;
  readonly resumed?: { readonly after: number; readonly downSeconds: number };
}

/** A recorded drill of a lost bucket, told by a few knobs. Beacons run every five minutes, and each second in the minute before the fault. */
export function buildRun(story: Story = {}): BuiltRun {
  const run = new RunBuilder('2026-11-07T06:00:00Z');
  const marks = writeBeacons(run);
  prepare(run, story);
  if (story.guardRefuses) return refused(run);
  const points = baseline(run, story, marks);
  if (story.endsBefore || story.controlSaysYes) return endBefore(run, story);
  strike(run, story);
  if (story.killed) return run.build();
  const r = recoveredMoment(points, marks);
  recover(run, story, { r, marks });
  conclude(run, story);
  return run.build();
}

interface Mark {
  readonly series: string;
  readonly seq: number;
  /** Drill seconds of its acknowledgement after the start. */
  readonly at: number;
}

function writeBeacons(run: RunBuilder): readonly Mark[] {
  const marks: Mark[] = [];
  for (let at = -HISTORY_SECONDS; at < 0; at += 300) marks.push({ series: 'history', seq: marks.length + 1, at });
  const history = marks.length;
  for (let at = 0; at < STRIKE_AT; at += at >= STRIKE_AT - 60 ? 1 : STRIKE_AT - 60 - at < 300 ? STRIKE_AT - 60 - at : 300) marks.push({ series: '0007-s3-bucket-deletion', seq: marks.length - history + 1, at });
  for (const { series, seq, at } of marks) {
    run.beacon(STORE, { kind: 'sent', series, seq, at: run.moment(at - 0.05) });
    run.beacon(STORE, { kind: 'acked', series, seq, at: run.moment(at) });
  }
  return marks;
}

/** What a point or a restore holds: every mark acknowledged up to a moment. */
function heldAt(marks: readonly Mark[], until: number): readonly SeriesRanges[] {
  const names = [...new Set(marks.map((mark) => mark.series))];
  return names.flatMap((series) => {
    const held = marks.filter((mark) => mark.series === series && mark.at <= until);
    return held.length > 0 ? [{ series, ranges: [[1, held.length] as const] }] : [];
  });
}

function prepare(run: RunBuilder, story: Story): void {
  run.at(0).phase('1-prepare').add('run.started', { ...STARTED, ...story.started });
  run.at(1).add('guard.checked', { guard: 'account', ok: !story.guardRefuses, detail: story.guardRefuses ? 'account 111122223333 is on the block list' : 'account 111111111111 is on the allow list' });
  run.add('identity.proved', { principal: 'drill-operator', account: '111111111111', arn: 'arn:aws:sts::111111111111:assumed-role/drill-operator/0007' });
  if (story.guardRefuses) return;
  run.add('plan.made', { planHash: 'ab'.repeat(32), targets: [{ store: STORE, arn: 'arn:aws:s3:::portal-files', what: 'bucket with all versions', count: 4000, bytes: 80_000_000 }], runbook: { path: 'scenarios/runbooks/s3-bucket.md', sha256: 'cd'.repeat(32), steps: STEPS.map(({ n, title, uses, line }) => ({ n, title, uses, line })) }, predicted: { rtaSeconds: 3600, rpaWorstSeconds: 4200, why: 'models' } });
  run.add('phase.ended', { outcome: 'done', reason: null });
}

function baseline(run: RunBuilder, story: Story, marks: readonly Mark[]): readonly RecoveryPointFact[] {
  const points = (story.points ?? ((all) => all))(scheduledPoints(run, story, marks));
  run.at(60).phase('2-baseline').add('control.checked', { check: 'clock', store: null, input: 'a sleep of 2 s', saidYes: false, detail: 'the clock moved by 2 s' });
  if (story.users) run.at(190).add('journeys.read', { moment: 'baseline', ...journeysOf('pass') });
  run.at(200).add('baseline.steady', { since: run.moment(80), readings: 5 });
  run.at(2800).add('points.read', { store: STORE, moment: 'baseline', points, complete: true, outsideBlastRadius: true });
  run.add('posture.read', { store: STORE, moment: 'baseline', resource: 'portal-files', posture: POSTURE, comparators: COMPARATORS });
  run.at(2810).add('manifest.taken', { store: STORE, file: `manifests/${STORE}.ndjson`, sha256: 'ef'.repeat(32), rows: 4000, bytes: 80_000_000, frozenAt: run.moment(2810) });
  run.add('safety-copy.made', { store: STORE, where: 's3://drill-safety/0007', count: 4000, bytes: 80_000_000, verified: true });
  run.add('control.checked', { check: 'content', store: STORE, input: 'an expectation with one name too many', saidYes: story.controlSaysYes ?? false, detail: story.controlSaysYes ? 'no difference reported' : '1 missing, 1 different' });
  run.add('control.checked', { check: 'step 4', store: null, input: 's3.complete on input known to be bad', saidYes: false, detail: 'fail' });
  return points;
}

function scheduledPoints(run: RunBuilder, story: Story, marks: readonly Mark[]): RecoveryPointFact[] {
  const every = story.pointEvery ?? 3600;
  const points: RecoveryPointFact[] = [];
  for (let at = Math.ceil(-HISTORY_SECONDS / every) * every; at < 2400; at += every) {
    points.push({ id: `copy-${run.moment(at)}`, madeBy: 'schedule', createdAt: run.moment(at), availableAt: run.moment(at + (story.copySeconds ?? 300)), status: 'completed', found: heldAt(marks, at) });
  }
  return points;
}

function recoveredMoment(points: readonly RecoveryPointFact[], marks: readonly Mark[]): Mark | undefined {
  const held = points.at(-1)?.found ?? [];
  return marks.findLast((mark) => held.some(({ series, ranges }) => series === mark.series && ranges.some(([from, to]) => mark.seq >= from && mark.seq <= to)));
}

function refused(run: RunBuilder): BuiltRun {
  return run.add('phase.ended', { outcome: 'refused', reason: 'guard account' }).phase('5-put-back').add('put-back.ended', { ok: true, left: [], commands: [], how: 'nothing-changed' }).phase('6-conclude').add('run.ended', { reached: 'before-fault', end: 'refused', reason: 'guard account' }).build();
}

function endBefore(run: RunBuilder, story: Story): BuiltRun {
  const end = story.controlSaysYes ? 'checker' : (story.endsBefore ?? 'aborted');
  run.add('phase.ended', { outcome: end === 'checker' ? 'inconclusive' : 'aborted', reason: 'the baseline is not steady' });
  if (end === 'interrupted') return run.build();
  run.phase('5-put-back').add('put-back.ended', { ok: true, left: [], commands: [], how: 'nothing-changed' });
  return run.phase('6-conclude').add('run.ended', { reached: 'before-fault', end, reason: end === 'checker' ? 'a check said yes' : 'the baseline is not steady' }).build();
}

function strike(run: RunBuilder, story: Story): void {
  run.phase('3-disrupt').add('strike.chosen', { after: run.moment(300), offsetSeconds: 2700, at: run.moment(STRIKE_AT), how: 'drawn', seed: 'redrill' });
  run.at(STRIKE_AT).add('fault.requested', { fault: 's3.delete-bucket', store: STORE });
  run.at(STRIKE_AT + 0.5).add('fault.observed', { fault: 's3.delete-bucket', store: STORE, earliest: run.moment(STRIKE_AT), observed: run.moment(STRIKE_AT + 0.5), detail: 'NoSuchBucket' });
  const detected = story.detectedAfter ?? null;
  run.at(STRIKE_AT + (detected ?? 1)).add('detection.ended', { at: detected === null ? null : run.moment(STRIKE_AT + detected), source: detected === null ? null : 'alarm', why: detected === null ? 'no alarm source is configured' : 'an alarm fired' });
  if (story.killed) return;
  const declared = story.declaredAfter ?? 900;
  run.at(STRIKE_AT + declared).add('declared', { at: run.moment(STRIKE_AT + declared), by: 'the model', class: 'modelled' });
  run.add('phase.ended', { outcome: 'done', reason: null });
}

function recover(run: RunBuilder, story: Story, held: { readonly r: Mark | undefined; readonly marks: readonly Mark[] }): void {
  const declared = STRIKE_AT + (story.declaredAfter ?? 900);
  run.at(declared).phase('4-recover');
  if (story.resumed) run.at(declared + story.resumed.after).add('resumed', { by: 'redrill resume', downSeconds: story.resumed.downSeconds, lastEventAt: run.moment(declared), tornBytes: 0 });
  const began = declared + (story.resumed?.after ?? 0);
  const restored = began + (story.restoreSeconds ?? 1200);
  let at = began;
  for (const step of STEPS) {
    run.at(at).add('step.started', { n: step.n, title: step.title, uses: step.uses, marks: step.marks });
    at = step.n < 2 ? at + 60 : step.n === 2 ? restored : at + 60;
    const failed = story.failedStep === step.marks;
    run.at(at).add('step.ended', { n: step.n, outcome: failed ? 'failed' : 'done', class: 'modelled', by: 'redrill', note: failed ? 'access denied to the copies' : null, code: failed ? 's3.access-denied' : null, outputs: {}, realSeconds: 0.8 });
    if (failed) break;
  }
  if (story.users?.ownCheck) ownCheck(run, story.users.ownCheck, at);
  const refused = story.users?.ownCheck?.tag === 'release' && story.users.ownCheck.result !== 'pass';
  if (!story.failedStep && !refused) serviceAfter(run, story, at);
  audit(run, story, { ...held, at: at + 700 });
}

function ownCheck(run: RunBuilder, { tag, result, withoutControl }: NonNullable<NonNullable<Story['users']>['ownCheck']>, at: number): void {
  if (!withoutControl) run.at(at).add('control.checked', { check: 'own check rows', store: null, input: 'answers that are known to be bad', saidYes: false, detail: 'fail' });
  run.at(at).add('own-check.read', { id: 'rows', store: null, tag, moment: 'recovered', result, detail: '41 rows, expected at least 42' });
}

function journeysAfter(run: RunBuilder, users: NonNullable<Story['users']>, at: number): void {
  run.at(at + 40).add('journeys.read', { moment: 'recovered', ...journeysOf(users.journeys) });
  if (users.load) run.at(at + 640).add('load.read', users.load);
}

function journeysOf(result: NonNullable<Story['users']>['journeys']): JourneysReading {
  return { by: 'browser', browser: 'Chromium 156', screenshot: 'journeys/recovered.png', results: [{ name: 'sign in', result: 'pass', seconds: 1, why: null }, { name: 'search', result, seconds: 1, why: result === 'fail' ? 'no results' : null }] };
}

function serviceAfter(run: RunBuilder, story: Story, at: number): void {
  run.at(at).add('release.passed', { checks: 1 });
  const service = story.service ?? 'healthy';
  if (service === 'never') {
    run.at(at + 30).add('service.read', { store: STORE, healthy: false, first: false, how: 'canary', detail: 'HTTP 404 through the pointer' });
    return;
  }
  run.at(at + 30).add('service.read', { store: STORE, healthy: true, first: true, how: 'canary', detail: 'read and write through the pointer' });
  if (story.users) journeysAfter(run, story.users, at);
  if (story.users && story.users.journeys !== 'pass') return;
  if (service === 'dies-in-soak') run.at(at + 300).add('service.read', { store: STORE, healthy: false, first: false, how: 'canary', detail: 'HTTP 500' });
  run.at(at + 630).add('soak.ended', service === 'healthy' ? { ok: true, seconds: 600, detail: 'stayed healthy' } : { ok: false, seconds: 0, detail: 'HTTP 500 after 270 s' });
}

function audit(run: RunBuilder, story: Story, held: { readonly r: Mark | undefined; readonly marks: readonly Mark[]; readonly at: number }): void {
  const whole = held.r ? heldAt(held.marks, held.r.at) : [];
  const found = story.found ? story.found(whole, heldAt(held.marks, Number.POSITIVE_INFINITY)) : whole;
  run.at(held.at).add('beacons.read', { store: STORE, where: 'portal-files', found, duplicated: 0, unknownNames: 0, complete: story.beaconsComplete ?? true });
  run.add('integrity.read', { store: STORE, reading: { ...INTEGRITY, comparedAt: held.r ? run.moment(held.r.at) : null, ...story.integrity } });
  run.add('posture.read', { store: STORE, moment: 'end', resource: 'portal-files', posture: story.postureAfter ?? POSTURE, comparators: COMPARATORS });
  run.add('phase.ended', { outcome: 'done', reason: null });
}

function conclude(run: RunBuilder, story: Story): void {
  const protectedAfter = story.protectedAfter === undefined ? 7500 : story.protectedAfter;
  run.at(Math.max(run.now(), STRIKE_AT + 6000)).phase('5-put-back').add('put-back.ended', { ok: true, left: [], commands: [], how: 'recovered', ...story.putBack });
  run.at(Math.max(run.now(), STRIKE_AT + (protectedAfter ?? 0))).add('protected.again', { store: STORE, at: protectedAfter === null ? null : run.moment(STRIKE_AT + protectedAfter), point: protectedAfter === null ? null : 'copy-after', why: protectedAfter === null ? 'no scheduled point completed in time' : 'the first scheduled point of the restored resource' });
  run.phase('6-conclude').add('run.ended', { reached: 'fault', end: 'completed', reason: null });
}

const STEPS = [
  { n: 1, title: 'Decide to restore', uses: 'manual', line: 10, marks: 'decide' },
  { n: 2, title: 'Copy the objects back', uses: 's3.copy-back', line: 20, marks: 'restore' },
  { n: 3, title: 'Point the platform at the bucket', uses: 's3.re-point', line: 30, marks: 're-point' },
  { n: 4, title: 'Check that the files are there', uses: 'check', line: 40, marks: 'release-check' },
] as const;

const POSTURE: Posture = { encryption: 'AES256', publicAccessBlock: true, versioning: 'Enabled', lifecycleRules: ['expire-logs'], retentionDays: 30 };
const COMPARATORS: Readonly<Record<string, PostureComparator>> = { encryption: 'equal', publicAccessBlock: 'at-least', versioning: 'equal', lifecycleRules: 'superset', retentionDays: 'at-least' };

const INTEGRITY: IntegrityReading = { method: 'SHA-256 of every object', strength: 'full-hash', comparedAt: null, expected: 4000, recovered: 4000, missing: 0, unexpected: 0, different: 0, lostWrites: 12, bytes: 80_000_000, frozenShare: 0.98, samples: [], complete: true, cannotSee: 'objects written and deleted again between manifest and fault' };

const STARTED: RunStarted = {
  number: 7, id: '0007-s3-bucket-deletion', scenario: 's3-bucket-deletion', title: 'The bucket of the portal is deleted', threat: 'DR-T1', claims: ['DR-C2', 'DR-C3', 'DR-C9'],
  variant: null, mutation: null, attended: false, realStartedAt: '2026-11-07T09:15:00.000Z', command: ['redrill', 'run', 's3-bucket-deletion'], version: '0.1.0', commit: null, dirty: null, seed: 'redrill',
  target: { kind: 'sandbox', pace: 'fast', accounts: { platform: '111111111111', backup: '222222222222' }, regions: { primary: 'eu-west-1' } },
  objectives: [
    { source: 'documented', rtoSeconds: 14_400, rpoSeconds: 86_400, rto: 'PT4H', rpo: 'P1D' },
    { source: 'house', rtoSeconds: 14_400, rpoSeconds: 14_400, rto: 'PT4H', rpo: 'PT4H' },
  ],
  stores: [{ id: STORE, service: 's3', title: 'files of the portal', resource: 'portal-files', scheduleEverySeconds: 3600, declaredGaps: [] }],
  beacon: { everySeconds: 300, fastEverySeconds: 1 },
  people: { operator: 'A. Operator', approver: null, reviewer: null, declareAfterSeconds: 900, noticeWithinSeconds: 0 },
  engines: [{ name: 'sandbox', version: '0.1.0', how: 'embedded' }],
  notExercised: [{ what: 'journeys of the portal', why: 'they come with the portal' }],
  config: { drill: { lookBack: 'P90D', protectedWithin: 'PT26H' } },
};
