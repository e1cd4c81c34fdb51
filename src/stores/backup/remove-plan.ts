import type { AwsAccess } from '#contract/aws';
import { backupSdk, withBackup } from './with-backup.ts';

/** Deletes a backup plan with what it selects; one that is gone already is fine. The points that it made stay. */
export function removePlan(access: AwsAccess, planId: string): Promise<void> {
  return withBackup(access, async (client) => {
    try {
      for (;;) {
        const { BackupSelectionsList = [] } = await client.send(new (backupSdk().ListBackupSelectionsCommand)({ BackupPlanId: planId }));
        for (const { SelectionId } of BackupSelectionsList) await client.send(new (backupSdk().DeleteBackupSelectionCommand)({ BackupPlanId: planId, SelectionId }));
        if (BackupSelectionsList.length === 0) break;
      }
      await client.send(new (backupSdk().DeleteBackupPlanCommand)({ BackupPlanId: planId }));
    } catch (error) {
      if ((error as Error).name !== 'ResourceNotFoundException') throw error;
    }
  });
}
