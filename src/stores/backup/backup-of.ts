import type { BackupConfig, StoreConfig } from '#contract/config.schema';
import { RedrillError } from '#kit/redrill-error';

/** A backup that AWS Backup makes into a vault. */
export type VaultConfig = Extract<BackupConfig, { kind: 'aws-backup' }>;

/** The vault that a store's restore relies on: the first backup of that kind that the run sees. */
export function vaultOf(store: StoreConfig): VaultConfig {
  const backup = store.backups.find((one) => one.kind === 'aws-backup');
  if (backup === undefined) throw new RedrillError('store.no-vault', `${store.id} names no backup of kind aws-backup in the config that this run sees: there is no vault to restore it from`);
  return backup;
}
