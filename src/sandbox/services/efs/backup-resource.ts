import { BackupFailure, type BackupResourceKind, type ProtectedThing } from '../../backup-resource.ts';
import type { SandboxContext } from '../../service.ts';
import { copySnapshot, damageSnapshot } from './backup/copy-snapshot.ts';
import { piecesOf } from './backup/pieces.ts';
import { beginRestore, restoreProgress } from './backup/restore-jobs.ts';
import { dropSnapshot, requireSnapshot, snapshotId } from './backup/snapshots.ts';
import { beginSnapshot, endSnapshot } from './backup/take-snapshot.ts';
import { bareId, fileSystemArn } from './ids.ts';
import { FILE_SYSTEMS, type FileSystem } from './model.ts';

/**
 * EFS for AWS Backup. Points follow the vault's key. A backup is no picture of one moment, and a restore never writes over anything: everything
 * lands in a dated folder below the root, also in a new file system (aws-facts.md 2.3). EFS has no continuous backup.
 */
export const efsBackupResource: BackupResourceKind = {
  type: 'EFS',
  model: 'backup-efs',
  copiesSourceTags: true,
  owns: (resourceArn) => /^arn:aws:elasticfilesystem:[^:]+:\d{12}:file-system\//.test(resourceArn),
  list: ({ catalogue }, at) => FILE_SYSTEMS.of(catalogue, at).filter(({ state }) => state === 'available').map(thingOf),
  find: (context, resourceArn) => {
    const system = systemOf(context, resourceArn);
    return system && thingOf(system);
  },
  backup: async (context, { resourceArn, jobId, vaultKeyArn, roleArn }) => {
    const system = systemOf(context, resourceArn);
    if (system?.state !== 'available') throw new BackupFailure(`File system ${bareId(resourceArn)} ${system ? `is ${system.state}` : 'does not exist'}.`);
    return beginSnapshot(context, { system, jobId, vaultKeyArn, roleArn });
  },
  complete: endSnapshot,
  continuous: null,
  copy: (context, { artifact, keyArn, jobId }) => copySnapshot(context, { artifact, keyArn, jobId }),
  restoreMetadata: ({ catalogue }, artifact) => {
    const { source } = requireSnapshot(catalogue, artifact);
    return { 'file-system-id': source.system, Encrypted: String(source.encrypted), ...(source.keyArn === null ? {} : { KmsKeyId: source.keyArn }), PerformanceMode: source.performanceMode, newFileSystem: 'false' };
  },
  restore: async (context, input) => ({ createdResourceArn: beginRestore(context, input) }),
  restoring: (context, { jobId }) => restoreProgress(context, jobId),
  forget: (context, artifact) => {
    const pieces = piecesOf(context);
    pieces.change(() => dropSnapshot(context.catalogue, pieces, snapshotId(artifact)));
  },
  damage: damageSnapshot,
};

function systemOf({ catalogue }: SandboxContext, resourceArn: string): FileSystem | null {
  const system = FILE_SYSTEMS.find(catalogue, bareId(resourceArn));
  return system && fileSystemArn(system, system.id) === resourceArn ? system : null;
}

function thingOf(system: FileSystem): ProtectedThing {
  const { id, account, region, tags } = system;
  return { arn: fileSystemArn(system, id), name: tags['Name'] ?? id, place: { account, region }, tags };
}
