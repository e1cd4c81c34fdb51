import { dateOfMicros } from '#kit/dates';
import type { Operation, SandboxContext } from '../../../service.ts';
import type { Snapshot, SnapshotLock } from '../../ebs/model.ts';
import { DAY_MICROS } from '../../ebs/times.ts';
import { errors } from '../errors.ts';
import { filtersOf } from '../filters.ts';
import { snapshotOf } from '../find.ts';
import { moment, need, texts, whole, type Input } from '../input.ts';
import { operation } from '../operation.ts';
import { page } from '../paging.ts';

const HOUR_MICROS = 3_600_000_000;

/** Locks that keep snapshots from being deleted: governance can be lifted, compliance only during its cool-off. */
export const snapshotLocks: Readonly<Record<string, Operation>> = {
  LockSnapshot: operation('LockSnapshot', ['SnapshotId', 'LockMode', 'CoolOffPeriod', 'LockDuration', 'ExpirationDate'], (scope, input) => {
    const { call, state } = scope;
    const snapshot = snapshotOf(scope, need(input, 'SnapshotId'));
    if (snapshot.state === 'error') throw errors.incorrectState(`Snapshot is in invalid state - ${snapshot.state}`);
    const lock = wantedLock(call.time.nowMicros(), input);
    const now = call.time.nowMicros();
    if (stateOf(call, snapshot) === 'compliance' && (lock.mode !== 'compliance' || lock.expiresMicros < (snapshot.lock?.expiresMicros ?? 0))) throw errors.snapshotLocked(snapshot.id);
    const kept = snapshot.lock !== null && snapshot.lock.expiresMicros > now ? { ...lock, createdMicros: snapshot.lock.createdMicros } : lock;
    const locked = state.change(() => state.snapshots.put({ ...snapshot, lock: kept }));
    return { SnapshotId: snapshot.id, ...lockOutput(call, locked) };
  }),
  UnlockSnapshot: operation('UnlockSnapshot', ['SnapshotId'], (scope, input) => {
    const { call, state } = scope;
    const snapshot = snapshotOf(scope, need(input, 'SnapshotId'));
    const now = stateOf(call, snapshot);
    if (now === null || now === 'expired') throw errors.notLocked(snapshot.id);
    if (now === 'compliance') throw errors.snapshotLocked(snapshot.id);
    state.change(() => state.snapshots.put({ ...snapshot, lock: null }));
    return { SnapshotId: snapshot.id };
  }),
  DescribeLockedSnapshots: operation('DescribeLockedSnapshots', ['Filters', 'MaxResults', 'NextToken', 'SnapshotIds'], (scope, input) => {
    const { call, state, place } = scope;
    const ids = texts(input, 'SnapshotIds');
    const among = (ids.length > 0 ? ids.map((id) => snapshotOf(scope, id)) : state.snapshots.list(place)).filter(({ lock, bin }) => lock !== null && bin === null);
    const wanted = among.filter(filtersOf(input, { 'lock-state': (snapshot) => [stateOf(call, snapshot)] }, (snapshot) => state.tags.of(place, snapshot.id)));
    const { shown, ...next } = page(wanted, input, { keyOf: ({ id }) => id });
    return { Snapshots: shown.map((snapshot) => ({ OwnerId: snapshot.account, SnapshotId: snapshot.id, ...lockOutput(call, snapshot) })), ...next };
  }),
};

/** One day to a hundred years; cool-off 1 to 72 hours and only in compliance mode (EBS guide, snapshot lock). */
function wantedLock(now: number, input: Input): SnapshotLock {
  const mode = need(input, 'LockMode');
  if (mode !== 'governance' && mode !== 'compliance') throw errors.invalid(`Value (${mode}) for parameter lockMode is invalid. It must be governance or compliance.`);
  const coolOffHours = whole(input, 'CoolOffPeriod') ?? null;
  if (coolOffHours !== null && (mode === 'governance' || coolOffHours < 1 || coolOffHours > 72)) throw errors.invalid('CoolOffPeriod is for compliance mode, 1 to 72 hours.');
  const [days, until] = [whole(input, 'LockDuration'), moment(input, 'ExpirationDate')];
  if ((days === undefined) === (until === undefined)) throw errors.combination('Specify either LockDuration or ExpirationDate.');
  const expiresMicros = until ?? now + (days ?? 0) * DAY_MICROS;
  const durationDays = days ?? Math.floor((expiresMicros - now) / DAY_MICROS);
  if (durationDays < 1 || durationDays > 36_500) throw errors.invalid('A snapshot is locked for 1 to 36500 days.');
  return { mode, createdMicros: Math.floor(now), coolOffHours, durationDays, expiresMicros: Math.floor(expiresMicros) };
}

type LockState = 'governance' | 'compliance' | 'compliance-cooloff' | 'expired';

function stateOf({ time }: Pick<SandboxContext, 'time'>, { lock }: Snapshot): LockState | null {
  if (lock === null) return null;
  if (lock.expiresMicros <= time.nowMicros()) return 'expired';
  if (lock.mode === 'governance') return 'governance';
  return time.nowMicros() < lock.createdMicros + (lock.coolOffHours ?? 0) * HOUR_MICROS ? 'compliance-cooloff' : 'compliance';
}

function lockOutput(context: Pick<SandboxContext, 'time'>, snapshot: Snapshot): object {
  const { lock } = snapshot;
  if (lock === null) return {};
  return {
    LockState: stateOf(context, snapshot), LockDuration: lock.durationDays, LockCreatedOn: dateOfMicros(lock.createdMicros), LockDurationStartTime: dateOfMicros(lock.createdMicros), LockExpiresOn: dateOfMicros(lock.expiresMicros),
    ...(lock.coolOffHours === null ? {} : { CoolOffPeriod: lock.coolOffHours, CoolOffPeriodExpiresOn: dateOfMicros(lock.createdMicros + lock.coolOffHours * HOUR_MICROS) }),
  };
}
