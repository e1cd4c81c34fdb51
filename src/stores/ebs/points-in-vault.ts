import type { Principal } from '#contract/aws';
import type { StoreConfig } from '#contract/config.schema';
import type { DrillContext } from '#contract/modules';
import { pointsInVault as pointsOfArn } from '../backup/points-in-vault.ts';
import { ownVaultOf } from '../backup/serving-vault.ts';
import type { VaultPoint } from '../backup/vault-points.ts';
import { volumeArn } from './describe-volume.ts';

/** The points that the store's vault holds of the volume to which the store is bound now. A vault survives the volume. */
export async function pointsInVault(context: DrillContext, store: StoreConfig, principal: Principal): Promise<readonly VaultPoint[]> {
  const points = await pointsOfArn(context, ownVaultOf(store), { arn: volumeArn(context.binding(store.id)), principal });
  return points.filter(({ continuous }) => !continuous);
}
