import type { Snapshot } from '@aws-sdk/client-ec2';
import type { Binding, DrillContext, SafetyCopy } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { RedrillError } from '#kit/redrill-error';
import { BLOCK_BYTES, blocksOf } from '#stores/ebs/block-geometry';
import { describeVolume, isGone } from '#stores/ebs/describe-volume';
import { deleteOwnSnapshots, makeOwnSnapshot } from '#stores/ebs/own-snapshot';
import { describeSnapshot } from '#stores/ebs/snapshots';
import { settingsOf } from '#stores/ebs/volume-settings';
import { byHand } from './safety-by-hand.ts';
import { deleteSafetyDocument, readSafetyDocument, writeSafetyDocument } from './safety-document.ts';
import { safetyPlaces } from './safety-places.ts';
import { restoreSafetyCopy } from './safety-restore.ts';

/** The harness's own snapshot of a volume, with the settings that no snapshot holds. Put-back alone uses it, and only when the runbook failed. */
export const ebsSafetyCopy: SafetyCopy = { service: 'ebs', make, restore: restoreSafetyCopy, discard, byHand };

type Made = Awaited<ReturnType<SafetyCopy['make']>>;

async function make(context: DrillContext, binding: Binding): Promise<Made> {
  const places = safetyPlaces(context, binding.store);
  const access = context.targets.access('drill-operator', binding.region);
  return context.effect<Made>({
    id: `2-baseline/safety-copy/${binding.store}`,
    what: `take a snapshot of ${binding.resource} and keep its settings`,
    destructive: false,
    probe: async () => {
      const document = await readSafetyDocument(access, places);
      const snapshot = document === null ? null : await describeSnapshot(access, document.snapshotId);
      return snapshot?.State === 'completed' ? madeOf(context, binding, snapshot) : undefined;
    },
    act: async () => {
      // One that a kill left without its document is taken anew.
      await deleteOwnSnapshots(context, binding, 'safety');
      const volume = await describeVolume(access, binding.resource);
      if (isGone(volume)) throw new RedrillError('ebs.NoVolume', `there is no volume ${binding.resource} to copy`, { actor: 'platform' });
      const snapshot = await makeOwnSnapshot(context, access, { binding, purpose: 'safety' });
      await writeSafetyDocument(access, places, { volumeId: binding.resource, snapshotId: snapshot.SnapshotId ?? '', settings: settingsOf(volume) });
      return madeOf(context, binding, snapshot);
    },
  });
}

/** Verified: whole, of this very volume, of its size, and encrypted with its key. */
async function madeOf(context: DrillContext, binding: Binding, snapshot: Snapshot): Promise<Made> {
  const places = safetyPlaces(context, binding.store);
  const volume = await describeVolume(context.targets.access('drill-operator', binding.region), binding.resource);
  const { SnapshotId, VolumeId, VolumeSize = 0, Encrypted = false, KmsKeyId, State } = snapshot;
  const verified = volume !== null && State === 'completed' && VolumeId === volume.VolumeId && VolumeSize === volume.Size && Encrypted === (volume.Encrypted ?? false) && KmsKeyId === volume.KmsKeyId;
  return { where: `snapshot ${SnapshotId} and s3://${places.bucket}/${places.settings}`, count: blocksOf(VolumeSize), bytes: blocksOf(VolumeSize) * BLOCK_BYTES, verified };
}

async function discard(context: DrillContext, { id, region }: StoreConfig): Promise<void> {
  for (const purpose of ['safety', 'look'] as const) await deleteOwnSnapshots(context, { store: id, region }, purpose);
  await deleteSafetyDocument(context.targets.access('drill-operator', region), safetyPlaces(context, id));
}
