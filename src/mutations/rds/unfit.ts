import type { StoreConfig } from '#contract/config.schema';
import { servingVault } from '#stores/backup/serving-vault';

/** Sabotages of single snapshots have nothing to spoil where a continuous point or RDS's own backups serve. */
export function unfitWithoutSnapshots(store: StoreConfig): string | null {
  const vault = servingVault(store);
  if (vault === null) return 'spoils snapshots in a vault of AWS Backup, and this way rests on the automated backups of RDS: choose it with a way that restores from a vault';
  return vault.continuous ? `spoils single snapshots, and this way rests on the continuous point in vault ${vault.resource}: choose it with a way that restores a snapshot` : null;
}

/** Sabotages of the vault itself have nothing to spoil where none serves. */
export function unfitWithoutVault(store: StoreConfig): string | null {
  return servingVault(store) === null ? 'spoils the access to a vault of AWS Backup, and this way rests on the automated backups of RDS: choose it with a way that restores from a vault' : null;
}
