import { BackupFailure, type BackedUp, type BackupResourceKind, type ProtectedThing, type RestoreProgress } from '../../backup-resource.ts';
import { AwsError, type SandboxContext } from '../../service.ts';
import { ebsArtifact, snapshotOfArtifact } from './artifact.ts';
import { beginRestore, restoreMetadata } from './backup-restore.ts';
import { copyForBackup } from './backup-copy.ts';
import { damagedMap } from './damage-snapshot.ts';
import { idOfJob, parseVolumeArn, snapshotArn, volumeArn } from './ids.ts';
import type { Snapshot, Volume } from './model.ts';
import { bytesOf, draftSnapshot, ofVolume, putSnapshot } from './snapshots/new-snapshot.ts';
import { removeSnapshot } from './snapshots/step-snapshot.ts';
import { ebsState } from './state.ts';
import { capture } from './volumes/capture.ts';

/** Volumes as AWS Backup protects them: ordinary snapshots under the volume's key, which only AWS Backup deletes. */
export const ebsBackupResource: BackupResourceKind = {
  type: 'EBS',
  model: 'backup-ebs',
  copiesSourceTags: true,
  owns: (resourceArn) => parseVolumeArn(resourceArn) !== null,
  list: (context, at) => ebsState(context).volumes.list(at).filter(isLiving).map((volume) => thingOf(context, volume)),
  find: (context, resourceArn) => {
    const volume = volumeOf(context, resourceArn);
    return volume && thingOf(context, volume);
  },
  backup: async (context, { resourceArn, jobId, roleArn }) => {
    const state = ebsState(context);
    const volume = volumeOf(context, resourceArn);
    if (!volume) throw new BackupFailure(`The volume '${resourceArn.split('/').at(-1) ?? ''}' does not exist.`);
    const made = state.snapshots.find(idOfJob('snap', jobId));
    if (made) return backedUp(made);
    const problem = volume.keyArn === null ? null : context.keys.problem(volume.keyArn, 'encrypt', { account: volume.account, arn: roleArn });
    if (problem) throw new BackupFailure(`The KMS key ${volume.keyArn} cannot be used: ${problem.message}`);
    return backedUp(await snapshotForBackup(context, volume, jobId));
  },
  continuous: null,
  copy: async (context, input) => backedUp(await copyForBackup(context, input)),
  restoreMetadata: (context, artifact) => restoreMetadata(requireSnapshot(context, artifact)),
  restore: async (context, input) => ({ createdResourceArn: volumeArn(beginRestore(context, { ...input, snapshot: requireSnapshot(context, input.artifact) })) }),
  restoring: (context, { createdResourceArn }) => progressOf(context, createdResourceArn),
  forget: (context, artifact) => {
    const snapshot = ebsState(context).snapshots.find(snapshotOfArtifact(artifact));
    if (snapshot) removeSnapshot(context, snapshot);
  },
  damage: async (context, artifact, { mode, other }) => {
    const state = ebsState(context);
    const snapshot = requireSnapshot(context, artifact);
    state.change(() => {
      const map = damagedMap(state, snapshot, { mode, other: other === undefined ? null : requireSnapshot(context, other) });
      if (snapshot.map !== null) state.store.releaseMap(snapshot.map);
      state.snapshots.put({ ...snapshot, map });
    });
    return artifact;
  },
};

/** What AWS Backup may name and take: not what is gone or was never there. */
function isLiving({ state }: Volume): boolean {
  return state === 'available' || state === 'in-use';
}

function volumeOf(context: SandboxContext, resourceArn: string): Volume | null {
  const arn = parseVolumeArn(resourceArn);
  const volume = arn && ebsState(context).volumes.find(arn.id);
  return arn && volume && isLiving(volume) && volume.account === arn.account && volume.region === arn.region ? volume : null;
}

function thingOf(context: SandboxContext, volume: Volume): ProtectedThing {
  const tags = ebsState(context).tags.of(volume, volume.id);
  return { arn: volumeArn(volume), name: tags['Name'] ?? volume.id, place: { account: volume.account, region: volume.region }, tags };
}

/** The row comes with its bytes: how long it takes is AWS Backup's business. */
async function snapshotForBackup(context: SandboxContext, volume: Volume, jobId: string): Promise<Snapshot> {
  const draft = draftSnapshot(context, { ...ofVolume(volume), id: idOfJob('snap', jobId), origin: 'backup', description: 'This snapshot is created by the AWS Backup service.' });
  const tags = { ...ebsState(context).tags.of(volume, volume.id), 'aws:backup:source-resource': volumeArn(volume) };
  return capture(context, volume, (map) => {
    const { dataBytes } = bytesOf(context, map, null);
    return putSnapshot(context, { ...draft, map, dataBytes, state: 'completed', completedMicros: draft.startedMicros }, tags);
  });
}

function backedUp(snapshot: Snapshot): BackedUp {
  return { artifact: ebsArtifact(snapshot.id), nativeArn: snapshotArn(snapshot), sizeBytes: snapshot.dataBytes, objects: 0, keyArn: snapshot.keyArn, message: null };
}

function requireSnapshot(context: SandboxContext, artifact: string): Snapshot {
  const snapshot = ebsState(context).snapshots.find(snapshotOfArtifact(artifact));
  if (!snapshot) throw new AwsError('ResourceNotFoundException', `The snapshot '${snapshotOfArtifact(artifact)}' does not exist any more.`);
  return snapshot;
}

function progressOf(context: SandboxContext, createdResourceArn: string): RestoreProgress {
  const volume = ebsState(context).volumes.find(parseVolumeArn(createdResourceArn)?.id ?? '');
  if (!volume || volume.state === 'deleting' || volume.state === 'binned') return { state: 'failed', message: `The volume ${createdResourceArn} was deleted while it was being restored.` };
  if (volume.state === 'creating') return { state: 'running', nextMicros: Math.max(context.time.nowMicros(), volume.readyMicros) + 1 };
  return volume.state === 'error' ? { state: 'failed', message: volume.failure ?? `The volume ${volume.id} could not be created.` } : { state: 'done', message: null };
}
