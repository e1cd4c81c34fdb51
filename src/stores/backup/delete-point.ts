import type { AwsAccess } from '#contract/aws';
import { backupSdk, withBackup } from './with-backup.ts';

/** Deletes one recovery point; one that is gone already is fine. */
export function deletePoint(access: AwsAccess, vault: string, arn: string): Promise<void> {
  return withBackup(access, async (client) => {
    try {
      await client.send(new (backupSdk().DeleteRecoveryPointCommand)({ BackupVaultName: vault, RecoveryPointArn: arn }));
    } catch (error) {
      if ((error as Error).name !== 'ResourceNotFoundException') throw error;
    }
  });
}
