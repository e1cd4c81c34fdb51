import { sha256 } from '#kit/digest';
import { regionFaultsOf } from '../../../regions/region-faults.ts';
import type { Snapshot, Volume } from '../../ebs/model.ts';
import { newVolume } from '../../ebs/volumes/new-volume.ts';
import { errors } from '../errors.ts';
import { visibleSnapshot } from '../find.ts';
import { specifiedTags, text, whole, type Input } from '../input.ts';
import { zoneNamed } from '../network.ts';
import { operation, type Scope } from '../operation.ts';
import { chosenKey } from '../volume-key.ts';
import { volumeOutput } from '../volume-output.ts';
import { shapeOf } from '../volume-shape.ts';

const SERVED = ['AvailabilityZone', 'AvailabilityZoneId', 'Encrypted', 'Iops', 'KmsKeyId', 'Size', 'SnapshotId', 'VolumeType', 'TagSpecifications', 'Throughput', 'ClientToken', 'VolumeInitializationRate'];

/** CreateVolume: empty, or from a snapshot; usable within seconds, its blocks load lazily. */
export const createVolume = operation('CreateVolume', SERVED, (scope, input) => {
  const { call, state, place } = scope;
  const token = text(input, 'ClientToken');
  const clientToken = token === undefined ? undefined : `${token} ${sha256(JSON.stringify(input))}`;
  const known = token === undefined ? undefined : state.volumes.list(place).find((volume) => volume.clientToken?.startsWith(`${token} `));
  if (known) return again(scope, known, clientToken);
  const snapshot = restorable(scope, text(input, 'SnapshotId'));
  const zoneName = text(input, 'AvailabilityZone') ?? text(input, 'AvailabilityZoneId');
  if (zoneName === undefined) throw errors.missing('AvailabilityZone');
  const zone = zoneNamed(place, zoneName);
  if (!zone) throw errors.zone(zoneName);
  const shape = shapeOf(input, { type: 'gp2', sizeGiB: snapshot?.sizeGiB, before: null });
  if (snapshot && shape.sizeGiB < snapshot.sizeGiB) throw errors.invalid(`Value (${shape.sizeGiB}) for parameter size is invalid: volume of size ${shape.sizeGiB}GB is smaller than snapshot '${snapshot.id}', expect size >= ${snapshot.sizeGiB}GB`);
  const tags = specifiedTags(input, 'volume');
  const { keyArn, failure } = chosenKey(scope, input, { source: snapshot, foreign: false });
  if (regionFaultsOf(call.catalogue).lacksCapacity(place.region, call.time.nowMicros())) throw errors.noCapacity();
  const volume = state.change(() => newVolume(call, {
    ...place, shape, zone: zone.name, keyArn, failure, snapshot, tags, initRate: initRate(input, snapshot), model: 'ebs-control', ...(clientToken === undefined ? {} : { clientToken }),
  }));
  return volumeOutput(state, volume);
});

function again({ state }: Scope, known: Volume, clientToken: string | undefined): object {
  if (known.clientToken !== clientToken) throw errors.idempotentMismatch();
  return volumeOutput(state, known);
}

function restorable(scope: Scope, id: string | undefined): Snapshot | null {
  if (id === undefined) return null;
  const snapshot = visibleSnapshot(scope, id);
  if (snapshot.state !== 'completed') throw errors.incorrectState(`Snapshot is in invalid state - ${snapshot.state}`);
  return snapshot;
}

/** 100 to 300 MiB a second, and only from a snapshot (EBS guide, initialize-volume). */
function initRate(input: Input, snapshot: Snapshot | null): number | null {
  const rate = whole(input, 'VolumeInitializationRate');
  if (rate === undefined) return null;
  if (snapshot === null) throw errors.combination('The parameter VolumeInitializationRate requires the parameter SnapshotId.');
  if (rate < 100 || rate > 300) throw errors.invalid(`Value (${rate}) for parameter VolumeInitializationRate is invalid. It must be between 100 and 300.`);
  return rate;
}
