import { dateOfMicros } from '#kit/dates';
import type { Operation } from '../../../service.ts';
import type { BinStay, Thing } from '../../ebs/model.ts';
import { modelledMicros } from '../../ebs/times.ts';
import { putVolume } from '../../ebs/volumes/step-volume.ts';
import { errors } from '../errors.ts';
import { need, texts, type Input } from '../input.ts';
import { zoneNamed } from '../network.ts';
import { operation, type Scope } from '../operation.ts';
import { page } from '../paging.ts';
import { snapshotOutput } from '../snapshot-output.ts';

/** What Recycle Bin holds, and how it comes back under the same id with its tags. */
export const recycleBin: Readonly<Record<string, Operation>> = {
  ListVolumesInRecycleBin: operation('ListVolumesInRecycleBin', ['VolumeIds', 'MaxResults', 'NextToken'], ({ state, place }, input) => {
    const { shown, ...next } = page(binned(state.volumes.list(place), input, 'VolumeIds', errors.volumeNotFound), input, { keyOf: ({ id }) => id });
    return {
      Volumes: shown.map((volume) => ({
        VolumeId: volume.id, VolumeType: volume.type, State: 'available', Size: volume.sizeGiB, ...(volume.iops === null ? {} : { Iops: volume.iops }), ...(volume.throughput === null ? {} : { Throughput: volume.throughput }),
        AvailabilityZone: volume.zone, AvailabilityZoneId: zoneNamed(place, volume.zone)?.id, ...(volume.snapshotId === null ? {} : { SnapshotId: volume.snapshotId }), CreateTime: dateOfMicros(volume.createdMicros), ...stay(volume.bin),
      })),
      ...next,
    };
  }),
  ListSnapshotsInRecycleBin: operation('ListSnapshotsInRecycleBin', ['SnapshotIds', 'MaxResults', 'NextToken'], ({ state, place }, input) => {
    const { shown, ...next } = page(binned(state.snapshots.list(place), input, 'SnapshotIds', errors.snapshotNotFound), input, { keyOf: ({ id }) => id });
    return { Snapshots: shown.map((snapshot) => ({ SnapshotId: snapshot.id, VolumeId: snapshot.volumeId, Description: snapshot.description, ...stay(snapshot.bin) })), ...next };
  }),
  RestoreVolumeFromRecycleBin: operation('RestoreVolumeFromRecycleBin', ['VolumeId'], (scope, input) => {
    const { call, state } = scope;
    const volume = inBin(scope, state.volumes.find(need(input, 'VolumeId')), errors.volumeNotFound(need(input, 'VolumeId')));
    // its image never went away: it is there again within seconds
    state.change(() => putVolume(call, { ...volume, state: 'creating', readyMicros: call.time.nowMicros() + modelledMicros(call, 'ebs-control'), bin: null }));
    return { Return: true };
  }),
  RestoreSnapshotFromRecycleBin: operation('RestoreSnapshotFromRecycleBin', ['SnapshotId'], (scope, input) => {
    const { call, state, place } = scope;
    const snapshot = inBin(scope, state.snapshots.find(need(input, 'SnapshotId')), errors.snapshotNotFound(need(input, 'SnapshotId')));
    const restored = state.change(() => state.snapshots.put({ ...snapshot, state: 'recovering', bin: null, due: call.time.nowMicros() + modelledMicros(call, 'ebs-control') }));
    return snapshotOutput(call, state, { snapshot: restored, seenFrom: place.account });
  }),
};

type Binnable = Thing & { readonly bin: BinStay | null };

function binned<T extends Binnable>(things: readonly T[], input: Input, member: string, notFound: (id: string) => Error): readonly T[] {
  const inside = things.filter(({ bin }) => bin !== null);
  const ids = texts(input, member);
  const missing = ids.find((id) => !inside.some((thing) => thing.id === id));
  if (missing !== undefined) throw notFound(missing);
  return ids.length === 0 ? inside : inside.filter(({ id }) => ids.includes(id));
}

function inBin<T extends Binnable>({ place }: Scope, thing: T | null, notFound: Error): T {
  if (thing === null || thing.bin === null || thing.account !== place.account || thing.region !== place.region) throw notFound;
  return thing;
}

function stay(bin: BinStay | null): object {
  return bin === null ? {} : { RecycleBinEnterTime: dateOfMicros(bin.enteredMicros), RecycleBinExitTime: dateOfMicros(bin.exitMicros) };
}
