import type { DrillContext } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import type { Principal } from '#contract/aws';
import { ownVaultOf } from '../backup/serving-vault.ts';
import { vaultPoints, type VaultPoint } from '../backup/vault-points.ts';
import { withBackup } from '../backup/with-backup.ts';
import { volumeArn } from './describe-volume.ts';

/** The points that the store's vault holds of the volume to which the store is bound now. A vault survives the volume. */
export async function pointsInVault(context: DrillContext, store: StoreConfig, principal: Principal): Promise<readonly VaultPoint[]> {
  const vault = ownVaultOf(store);
  const points: VaultPoint[] = [];
  await withBackup(context.targets.access(principal, vault.region), async (client) => {
    for await (const point of vaultPoints(client, vault.resource, volumeArn(context.binding(store.id)))) if (!point.continuous) points.push(point);
  });
  return points;
}
