import { isoMicros } from '#kit/time';
import type { Operation } from '../../../service.ts';
import { binStay } from '../../ebs/bin/rules.ts';
import type { Snapshot } from '../../ebs/model.ts';
import { removeSnapshot } from '../../ebs/snapshots/step-snapshot.ts';
import { errors } from '../errors.ts';
import { filtersOf, type FilterNames } from '../filters.ts';
import { isVisible, snapshotOf, visibleSnapshot } from '../find.ts';
import { need, texts, whole, type Input } from '../input.ts';
import { operation, type Scope } from '../operation.ts';
import { page } from '../paging.ts';
import { snapshotOutput, snapshotProgress } from '../snapshot-output.ts';

const SERVED = ['MaxResults', 'NextToken', 'OwnerIds', 'RestorableByUserIds', 'SnapshotIds', 'Filters'];

/** Looking at snapshots and deleting them. */
export const snapshots: Readonly<Record<string, Operation>> = {
  DescribeSnapshots: operation('DescribeSnapshots', SERVED, (scope, input) => {
    const { shown, ...next } = page(wantedSnapshots(scope, input), input, { keyOf: ({ id }) => id });
    return { Snapshots: shown.map((snapshot) => snapshotOutput(scope.call, scope.state, { snapshot, seenFrom: scope.place.account })), ...next };
  }),
  DeleteSnapshot: operation('DeleteSnapshot', ['SnapshotId'], (scope, input) => {
    const { call, state } = scope;
    const snapshot = snapshotOf(scope, need(input, 'SnapshotId'));
    requireDeletable(scope, snapshot);
    const bin = snapshot.state === 'completed' ? binStay(call, snapshot, 'EBS_SNAPSHOT') : null;
    if (bin === null) removeSnapshot(call, snapshot);
    else state.change(() => state.snapshots.put({ ...snapshot, bin, due: bin.exitMicros }));
  }),
};

function requireDeletable({ call, state }: Scope, snapshot: Snapshot): void {
  if (snapshot.origin === 'backup') throw errors.invalid('This snapshot is managed by the AWS Backup service and cannot be deleted via EC2 APIs. If you wish to delete this snapshot, please do so via the Backup console.');
  if (snapshot.lock !== null && snapshot.lock.expiresMicros > call.time.nowMicros()) throw errors.snapshotLocked(snapshot.id);
  const filling = state.volumes.list(snapshot).some((volume) => volume.snapshotId === snapshot.id && !volume.filled);
  if (filling) throw errors.snapshotInUse(`The snapshot ${snapshot.id} is currently in use by a volume that is being created from it`);
}

/** Without owner and without names a caller sees its own snapshots and those that are shared with it. */
function wantedSnapshots(scope: Scope, input: Input): readonly Snapshot[] {
  const { call, state, place } = scope;
  const ids = texts(input, 'SnapshotIds');
  if (ids.length > 0 && whole(input, 'MaxResults') !== undefined) throw errors.combination('The parameter snapshotIds cannot be used with the parameter maxResults');
  const owners = texts(input, 'OwnerIds').map((owner) => (owner === 'self' ? place.account : owner));
  const restorableBy = texts(input, 'RestorableByUserIds').map((user) => (user === 'self' ? place.account : user));
  const among = ids.length > 0 ? ids.map((id) => visibleSnapshot(scope, id)) : state.snapshots.all().filter((one) => one.region === place.region && one.bin === null && isVisible(one, place.account));
  const names: FilterNames<Snapshot> = {
    'snapshot-id': ({ id }) => [id],
    'volume-id': ({ volumeId }) => [volumeId],
    'volume-size': ({ sizeGiB }) => [String(sizeGiB)],
    'owner-id': ({ account }) => [account],
    'owner-alias': () => [],
    status: ({ state: status }) => [status],
    'storage-tier': () => ['standard'],
    description: ({ description }) => [description],
    encrypted: ({ keyArn }) => [String(keyArn !== null)],
    progress: (snapshot) => [snapshotProgress(call, snapshot)],
    'start-time': ({ startedMicros }) => [isoMicros(startedMicros).replace(/\d{3}Z$/, 'Z')],
  };
  return among
    .filter(({ account }) => owners.length === 0 || owners.includes(account))
    .filter((snapshot) => restorableBy.length === 0 || restorableBy.some((user) => isVisible(snapshot, user) || (user === 'all' && snapshot.sharedWith.includes('all'))))
    .filter(filtersOf(input, names, (snapshot) => (snapshot.account === place.account ? state.tags.of(snapshot, snapshot.id) : {})));
}
