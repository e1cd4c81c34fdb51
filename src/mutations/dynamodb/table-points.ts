import type { DrillContext } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { ownVaultOf } from '#stores/backup/serving-vault';
import type { VaultPoint } from '#stores/backup/vault-points';
import { tableArn } from '#stores/dynamodb/table-arn';
import { pointsOf } from '../rds/vault-content.ts';

/** The points of the store's table in the vault that serves it. */
export function tablePoints(context: DrillContext, store: StoreConfig): Promise<readonly VaultPoint[]> {
  return pointsOf(context, ownVaultOf(store), tableArn(context.binding(store.id)));
}
