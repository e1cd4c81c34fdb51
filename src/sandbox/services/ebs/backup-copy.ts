import { BackupFailure } from '../../backup-resource.ts';
import { AwsError, type Place, type SandboxContext } from '../../service.ts';
import { snapshotOfArtifact } from './artifact.ts';
import { BlockDamage } from './blocks/block-damage.ts';
import { idOfJob, snapshotArn } from './ids.ts';
import type { Snapshot } from './model.ts';
import { copyBlocks } from './snapshots/copy-blocks.ts';
import { draftSnapshot, NO_VOLUME, putSnapshot } from './snapshots/new-snapshot.ts';
import { ebsState } from './state.ts';

/**
 * A copy of a point in another vault, under the destination's key. What was not encrypted is encrypted when it leaves its account or region,
 * and else stays as it is.
 */
export async function copyForBackup(context: SandboxContext, input: { readonly artifact: string; readonly to: Place; readonly keyArn: string; readonly jobId: string }): Promise<Snapshot> {
  const state = ebsState(context);
  const { to, jobId } = input;
  const made = state.snapshots.find(idOfJob('snap', jobId));
  if (made) return made;
  const source = state.snapshots.find(snapshotOfArtifact(input.artifact));
  if (!source || source.map === null) throw new BackupFailure(`The snapshot '${snapshotOfArtifact(input.artifact)}' does not exist any more.`);
  if (to.account !== source.account && source.keyArn !== null && source.keyArn === context.keys.managed('ebs', source)) throw new BackupFailure('Snapshots encrypted with the AWS managed key aws/ebs cannot be copied to another account; encrypt the volume with a customer managed key.');
  const keyArn = source.keyArn === null && source.account === to.account && source.region === to.region ? null : input.keyArn;
  const draft = draftSnapshot(context, {
    ...to, id: idOfJob('snap', jobId), origin: 'backup', sizeGiB: source.sizeGiB, dataBytes: source.dataBytes, keyArn, lineage: source.lineage, volume: source.volume, volumeId: NO_VOLUME,
    description: `This snapshot is created by the AWS Backup service. (copy of ${snapshotArn(source)})`,
  });
  const tags = state.tags.of(source, source.id);
  try {
    return await copyBlocks(context, { map: source.map, sameKey: keyArn === source.keyArn, keyArn }, (map) => putSnapshot(context, { ...draft, map, state: 'completed', completedMicros: draft.startedMicros }, tags));
  } catch (error) {
    if (error instanceof BlockDamage || error instanceof AwsError) throw new BackupFailure(error.message);
    throw error;
  }
}
