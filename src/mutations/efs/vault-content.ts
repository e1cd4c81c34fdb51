import type { AwsAccess } from '#contract/aws';
import type { DrillContext } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import type { VaultConfig } from '#stores/backup/backup-of';
import { ownVaultOf } from '#stores/backup/serving-vault';
import { vaultPoints, type VaultPoint } from '#stores/backup/vault-points';
import { backupSdk, withBackup } from '#stores/backup/with-backup';
import { fileSystemArn } from '#stores/efs/describe-file-system';

/** Who sabotages vaults: the operator of the account that holds them. */
export function saboteur(context: DrillContext, { region }: Pick<VaultConfig, 'region'>): AwsAccess {
  return context.targets.access('platform-admin', region);
}

/** The points of the store's file system in the vault that serves it. */
export function snapshotPoints(context: DrillContext, store: StoreConfig): Promise<readonly VaultPoint[]> {
  return pointsOf(context, ownVaultOf(store), fileSystemArn(context.binding(store.id)));
}

/** Every point of a resource in a vault. */
export async function pointsOf(context: DrillContext, vault: VaultConfig, resourceArn: string): Promise<readonly VaultPoint[]> {
  const points: VaultPoint[] = [];
  await withBackup(saboteur(context, vault), async (client) => {
    for await (const point of vaultPoints(client, vault.resource, resourceArn)) points.push(point);
  });
  return points;
}

/** Deletes one point; one that is gone already is fine. */
export async function removePoint(context: DrillContext, vault: VaultConfig, arn: string): Promise<void> {
  await withBackup(saboteur(context, vault), async (client) => {
    try {
      await client.send(new (backupSdk().DeleteRecoveryPointCommand)({ BackupVaultName: vault.resource, RecoveryPointArn: arn }));
    } catch (error) {
      if ((error as Error).name !== 'ResourceNotFoundException') throw error;
    }
  });
}
