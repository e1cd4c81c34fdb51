import { isoMicros } from '#kit/time';
import type { Operation } from '../../../service.ts';
import { binStay } from '../../ebs/bin/rules.ts';
import type { Volume } from '../../ebs/model.ts';
import { modelledMicros } from '../../ebs/times.ts';
import { putVolume } from '../../ebs/volumes/step-volume.ts';
import { errors } from '../errors.ts';
import { filtersOf, type FilterNames } from '../filters.ts';
import { volumeOf } from '../find.ts';
import { need, texts, whole, type Input } from '../input.ts';
import { operation, type Scope } from '../operation.ts';
import { page } from '../paging.ts';
import { volumeOutput } from '../volume-output.ts';

/** Looking at volumes and deleting them. */
export const volumes: Readonly<Record<string, Operation>> = {
  DescribeVolumes: operation('DescribeVolumes', ['VolumeIds', 'Filters', 'NextToken', 'MaxResults', 'IncludeManagedResources'], (scope, input) => {
    const { shown, ...next } = page(wantedVolumes(scope, input), input, { keyOf: ({ id }) => id, least: 1 });
    return { Volumes: shown.map((volume) => volumeOutput(scope.state, volume)), ...next };
  }),
  DeleteVolume: operation('DeleteVolume', ['VolumeId'], (scope, input) => {
    const { call, state } = scope;
    const volume = volumeOf(scope, need(input, 'VolumeId'));
    if (volume.attachment !== null) throw errors.volumeInUse(volume.id, volume.attachment.instanceId);
    if (volume.state !== 'available' && volume.state !== 'error') throw errors.incorrectState(`The volume '${volume.id}' is '${volume.state}'.`);
    const bin = volume.state === 'error' ? null : binStay(call, volume, 'EBS_VOLUME');
    state.change(() => {
      if (bin !== null) putVolume(call, { ...volume, state: 'binned', bin });
      else putVolume(call, { ...volume, state: 'deleting', due: call.time.nowMicros() + modelledMicros(call, 'ebs-control') });
    });
  }),
};

/** What volumes are filtered by. */
const VOLUME_FILTERS: FilterNames<Volume> = {
  'volume-id': ({ id }) => [id],
  status: ({ state }) => [state],
  'snapshot-id': ({ snapshotId }) => [snapshotId],
  'volume-type': ({ type }) => [type],
  size: ({ sizeGiB }) => [String(sizeGiB)],
  encrypted: ({ keyArn }) => [String(keyArn !== null)],
  'availability-zone': ({ zone }) => [zone],
  'create-time': ({ createdMicros }) => [isoMicros(createdMicros).replace(/\d{3}Z$/, 'Z')],
  'fast-restored': ({ fastRestored }) => [String(fastRestored)],
  'multi-attach-enabled': () => ['false'],
  'attachment.instance-id': ({ attachment }) => [attachment?.instanceId],
  'attachment.device': ({ attachment }) => [attachment?.device],
  'attachment.status': ({ attachment }) => [attachment?.state],
  'attachment.delete-on-termination': ({ attachment }) => [attachment === null ? null : 'false'],
  'attachment.attach-time': ({ attachment }) => [attachment === null ? null : isoMicros(attachment.sinceMicros).replace(/\d{3}Z$/, 'Z')],
};

/** The volumes that a request names by id or filter; named ones must all be there. */
function wantedVolumes(scope: Scope, input: Input): readonly Volume[] {
  const { state, place } = scope;
  const ids = texts(input, 'VolumeIds');
  if (ids.length > 0 && whole(input, 'MaxResults') !== undefined) throw errors.combination('The parameter volumeIds cannot be used with the parameter maxResults');
  const among = ids.length > 0 ? ids.map((id) => volumeOf(scope, id)) : state.volumes.list(place).filter(({ bin }) => bin === null);
  return among.filter(filtersOf(input, VOLUME_FILTERS, (volume) => state.tags.of(volume, volume.id)));
}
