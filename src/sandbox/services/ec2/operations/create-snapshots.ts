import type { Operation } from '../../../service.ts';
import type { Tags, Volume } from '../../ebs/model.ts';
import { takeSnapshot } from '../../ebs/snapshots/take-snapshots.ts';
import { errors } from '../errors.ts';
import { volumeOf } from '../find.ts';
import { need, specifiedTags, text, texts, type Input } from '../input.ts';
import { instanceOf } from '../network.ts';
import { operation, type Scope } from '../operation.ts';
import { snapshotOutput, snapshotProgress } from '../snapshot-output.ts';

/** Snapshots of one volume that may be pending at a time (EBS quotas). */
const PENDING_MOST = 5;

/** CreateSnapshot and CreateSnapshots: the content is that of the call, which ends when it has been read. */
export const createSnapshots: Readonly<Record<string, Operation>> = {
  CreateSnapshot: operation('CreateSnapshot', ['VolumeId', 'Description', 'TagSpecifications'], async (scope, input) => {
    const { call, state, place, by } = scope;
    const volume = snapshottable(scope, volumeOf(scope, need(input, 'VolumeId')));
    const snapshot = await takeSnapshot(call, { volume, description: text(input, 'Description') ?? '', tags: specifiedTags(input, 'snapshot'), by });
    return snapshotOutput(call, state, { snapshot: { ...snapshot, state: 'pending' }, seenFrom: place.account });
  }),
  CreateSnapshots: operation('CreateSnapshots', ['InstanceSpecification', 'Description', 'TagSpecifications', 'CopyTagsFromSource'], async (scope, input) => {
    const { call, state, by } = scope;
    const chosen = volumesOfInstance(scope, input).map((volume) => snapshottable(scope, volume));
    const tags = specifiedTags(input, 'snapshot');
    const copied = (volume: Volume): Tags => (text(input, 'CopyTagsFromSource') === 'volume' ? Object.fromEntries(Object.entries(state.tags.of(volume, volume.id)).filter(([key]) => !key.startsWith('aws:'))) : {});
    const Snapshots: object[] = [];
    for (const volume of chosen) {
      const snapshot = await takeSnapshot(call, { volume, description: text(input, 'Description') ?? '', tags: { ...copied(volume), ...tags }, by });
      Snapshots.push({
        SnapshotId: snapshot.id, VolumeId: volume.id, State: 'pending', VolumeSize: volume.sizeGiB, StartTime: call.time.now(), Progress: snapshotProgress(call, snapshot), OwnerId: volume.account,
        Description: snapshot.description, Encrypted: snapshot.keyArn !== null, Tags: Object.entries({ ...copied(volume), ...tags }).map(([Key, Value]) => ({ Key, Value })),
      });
    }
    return { Snapshots };
  }),
};

function snapshottable({ state }: Scope, volume: Volume): Volume {
  if (!volume.filled || !['available', 'in-use'].includes(volume.state)) throw errors.incorrectState(`The volume '${volume.id}' is '${volume.state}'.`);
  const pending = state.snapshots.list(volume).filter((one) => one.volumeId === volume.id && one.state === 'pending');
  if (pending.length >= PENDING_MOST) throw errors.tooManyPending(volume.id);
  return volume;
}

function volumesOfInstance({ state, place }: Scope, input: Input): readonly Volume[] {
  const specification = input['InstanceSpecification'] as Input | undefined;
  if (!specification) throw errors.missing('InstanceSpecification');
  const id = need(specification, 'InstanceId');
  if (instanceOf(place).id !== id) throw errors.instanceNotFound(id);
  const without = new Set(texts(specification, 'ExcludeDataVolumeIds'));
  const attached = state.volumes.list(place).filter(({ attachment, id: volumeId }) => attachment?.instanceId === id && !without.has(volumeId));
  if (attached.length === 0) throw errors.invalid(`The instance '${id}' has no volumes to snapshot.`);
  return attached;
}
