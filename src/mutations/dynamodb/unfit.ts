import type { StoreConfig } from '#contract/config.schema';
import { servingVault } from '#stores/backup/serving-vault';

/** Sabotages of a vault and its points have nothing to spoil where DynamoDB's own backups serve. */
export function unfitWithoutVault(store: StoreConfig): string | null {
  return servingVault(store) === null ? 'spoils a vault of AWS Backup or its points, and this way rests on the backups of DynamoDB itself: choose it with a way that restores from a vault' : null;
}
