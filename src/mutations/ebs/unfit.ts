import type { StoreConfig } from '#contract/config.schema';
import { servingVault } from '#stores/backup/serving-vault';

/** Sabotages of points and of their restore have nothing to spoil where the Recycle Bin brings the volume back. */
export function unfitWithoutVault(store: StoreConfig): string | null {
  return servingVault(store) === null ? 'spoils recovery points in a vault of AWS Backup or their restore, and this way rests on the Recycle Bin: choose it with the way that restores from the vault' : null;
}
