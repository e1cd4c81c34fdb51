import type { AwsAccess } from '#contract/aws';
import type { DrillContext } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { ownVaultOf } from '#stores/backup/serving-vault';
import type { VaultPoint } from '#stores/backup/vault-points';
import { backupSdk, withBackup } from '#stores/backup/with-backup';
import { pointsInVault } from '#stores/ebs/points-in-vault';

/** Who sabotages vaults and volumes: the operator of the account that holds them. */
export function saboteur(context: DrillContext, { region }: Pick<StoreConfig, 'region'>): AwsAccess {
  return context.targets.access('platform-admin', region);
}

/** The points of the store's volume in the vault that serves it. */
export function volumePoints(context: DrillContext, store: StoreConfig): Promise<readonly VaultPoint[]> {
  return pointsInVault(context, store, 'platform-admin');
}

/** Deletes one point of the store's vault; one that is gone already is fine. */
export async function removePoint(context: DrillContext, store: StoreConfig, arn: string): Promise<void> {
  const vault = ownVaultOf(store);
  await withBackup(saboteur(context, vault), async (client) => {
    try {
      await client.send(new (backupSdk().DeleteRecoveryPointCommand)({ BackupVaultName: vault.resource, RecoveryPointArn: arn }));
    } catch (error) {
      if ((error as Error).name !== 'ResourceNotFoundException') throw error;
    }
  });
}
