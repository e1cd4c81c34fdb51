import { SANDBOX_REGIONS } from '../../../accounts.ts';
import { regionFaultsOf } from '../../../regions/region-faults.ts';
import type { Snapshot } from '../../ebs/model.ts';
import { draftSnapshot, putSnapshot } from '../../ebs/snapshots/new-snapshot.ts';
import { KEY_NOT_ACCESSIBLE } from '../../ebs/snapshots/take-snapshots.ts';
import { modelledMicros } from '../../ebs/times.ts';
import { errors } from '../errors.ts';
import { visibleSnapshot } from '../find.ts';
import { need, specifiedTags, text } from '../input.ts';
import { operation, type Scope } from '../operation.ts';
import { chosenKey } from '../volume-key.ts';

/** PresignedUrl and DestinationRegion say nothing that the call does not say itself. */
const SERVED = ['SourceRegion', 'SourceSnapshotId', 'Description', 'DestinationRegion', 'Encrypted', 'KmsKeyId', 'PresignedUrl', 'TagSpecifications'];

/** CopySnapshot: into the caller's account and region, under another key; the copy needs nothing of its source any more. */
export const copySnapshot = operation('CopySnapshot', SERVED, (scope, input) => {
  const { call, state, place } = scope;
  const region = need(input, 'SourceRegion');
  if (!SANDBOX_REGIONS.includes(region)) throw errors.invalid(`Invalid source region ${region}. The sandbox has ${SANDBOX_REGIONS.join(', ')}.`);
  const destination = text(input, 'DestinationRegion');
  if (destination !== undefined && destination !== place.region) throw errors.invalid(`Value (${destination}) for parameter destinationRegion is invalid: the call was sent to ${place.region}.`);
  if (regionFaultsOf(call.catalogue).severs(region, place.region)) throw errors.serviceUnavailable();
  const source = copied(scope, { id: need(input, 'SourceSnapshotId'), region });
  const foreign = region !== place.region || source.account !== place.account;
  const { keyArn, failure } = chosenKey(scope, input, { source, foreign });
  const draft = draftSnapshot(call, {
    ...place, origin: 'ec2', sizeGiB: source.sizeGiB, keyArn, lineage: source.lineage, volume: source.volume, fromRegion: region,
    description: text(input, 'Description') ?? `[Copied ${source.id} from ${region}]`,
  });
  const tags = specifiedTags(input, 'snapshot');
  state.change(() => {
    if (failure !== null) return void putSnapshot(call, { ...draft, message: KEY_NOT_ACCESSIBLE, due: call.time.nowMicros() + modelledMicros(call, 'ebs-control') }, tags);
    if (source.map !== null) state.store.retainMap(source.map);
    if (keyArn !== source.keyArn) return void putSnapshot(call, { ...draft, sourceMap: source.map, due: call.time.nowMicros() }, tags);
    const endsMicros = draft.startedMicros + modelledMicros(call, 'ebs-snapshot', foreign ? source.dataBytes : 0);
    putSnapshot(call, { ...draft, map: source.map, dataBytes: source.dataBytes, endsMicros, due: endsMicros }, tags);
  });
  return { SnapshotId: draft.id, Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
});

function copied({ state, place }: Scope, { id, region }: { readonly id: string; readonly region: string }): Snapshot {
  const source = visibleSnapshot({ state, place: { ...place, region } }, id);
  if (source.state !== 'completed') throw errors.incorrectState(`Snapshot is in invalid state - ${source.state}`);
  return source;
}
