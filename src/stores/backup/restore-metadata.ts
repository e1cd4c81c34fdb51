import type { AwsAccess } from '#contract/aws';
import { backupSdk, withBackup } from './with-backup.ts';

/** What AWS Backup would restore a point with: the start for the metadata of a restore job, which alone is never enough. */
export async function restoreMetadata(access: AwsAccess, vault: string, point: string): Promise<Readonly<Record<string, string>>> {
  const { RestoreMetadata } = await withBackup(access, (client) => client.send(new (backupSdk().GetRecoveryPointRestoreMetadataCommand)({ BackupVaultName: vault, RecoveryPointArn: point })));
  return RestoreMetadata ?? {};
}
