import type { Operation } from '../../../service.ts';
import type { Volume, VolumeShape } from '../../ebs/model.ts';
import { modelledMicros } from '../../ebs/times.ts';
import { GIB, growImage, imagePath } from '../../ebs/volumes/image.ts';
import { putVolume } from '../../ebs/volumes/step-volume.ts';
import { errors } from '../errors.ts';
import { filtersOf } from '../filters.ts';
import { volumeOf } from '../find.ts';
import { need, texts } from '../input.ts';
import { operation } from '../operation.ts';
import { page } from '../paging.ts';
import { modificationOutput } from '../volume-output.ts';
import { shapeOf } from '../volume-shape.ts';

/** Changes of size and performance while a volume is in use. */
export const modifyVolume: Readonly<Record<string, Operation>> = {
  ModifyVolume: operation('ModifyVolume', ['VolumeId', 'Size', 'VolumeType', 'Iops', 'Throughput'], (scope, input) => {
    const { call, state } = scope;
    const volume = volumeOf(scope, need(input, 'VolumeId'));
    requireModifiable(volume);
    const to = shapeOf(input, { type: volume.type, sizeGiB: volume.sizeGiB, before: volume });
    const from: VolumeShape = { sizeGiB: volume.sizeGiB, type: volume.type, iops: volume.iops, throughput: volume.throughput };
    if (to.sizeGiB < from.sizeGiB) throw errors.invalid('New size cannot be smaller than existing size');
    // a file that is longer than its row is harmless after a kill; the other way round the device would end too early
    if (to.sizeGiB > from.sizeGiB) growImage(imagePath(call.state, volume.id), to.sizeGiB * GIB);
    const now = Math.floor(call.time.nowMicros());
    const modification = { from, to, state: 'modifying', startedMicros: now, endsMicros: now + modelledMicros(call, 'ebs-control') } as const;
    state.change(() => putVolume(call, { ...volume, ...to, modification }));
    return { VolumeModification: modificationOutput(volume.id, modification, now) };
  }),
  DescribeVolumesModifications: operation('DescribeVolumesModifications', ['VolumeIds', 'Filters', 'NextToken', 'MaxResults', 'IncludeManagedResources'], (scope, input) => {
    const { call, state, place } = scope;
    const ids = texts(input, 'VolumeIds');
    const among = (ids.length > 0 ? ids.map((id) => volumeOf(scope, id)) : state.volumes.list(place)).flatMap(({ id, modification }) => (modification === null ? [] : [{ id, modification }]));
    const wanted = among.filter(filtersOf(input, {
      'volume-id': ({ id }) => [id],
      'modification-state': ({ modification }) => [modification.state],
      'original-size': ({ modification }) => [String(modification.from.sizeGiB)],
      'target-size': ({ modification }) => [String(modification.to.sizeGiB)],
      'original-volume-type': ({ modification }) => [modification.from.type],
      'target-volume-type': ({ modification }) => [modification.to.type],
    }, ({ id }) => state.tags.of(place, id)));
    const { shown, ...next } = page(wanted, input, { keyOf: ({ id }) => id });
    return { VolumesModifications: shown.map(({ id, modification }) => modificationOutput(id, modification, call.time.nowMicros())), ...next };
  }),
};

function requireModifiable(volume: Volume): void {
  if (volume.state !== 'available' && volume.state !== 'in-use') throw errors.incorrectState(`The volume '${volume.id}' is '${volume.state}'.`);
  if (volume.modification !== null && volume.modification.state !== 'completed') throw errors.modificationState(`Volume is already undergoing a modification: ${volume.modification.state}`);
}
