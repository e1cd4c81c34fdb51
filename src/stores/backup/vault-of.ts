import type { BackupConfig, StoreConfig } from '#contract/config.schema';
import { RedrillError } from '#kit/redrill-error';

/** Backups that AWS Backup makes into a vault. */
export type VaultConfig = Extract<BackupConfig, { kind: 'aws-backup' }>;

/** The vault that a store's restore relies on, where AWS Backup serves it; null where something else does. */
export function servingVault(store: StoreConfig): VaultConfig | null {
  const [serving] = store.backups;
  return serving?.kind === 'aws-backup' ? serving : null;
}

/** The same for a restore that knows no other way. A point is restored in the account that holds it. */
export function vaultOf(store: StoreConfig): VaultConfig {
  const vault = servingVault(store);
  if (vault === null) throw new RedrillError('store.no-vault', `${store.id} is not served by a backup of kind aws-backup here: name one in the "ways" of the scenario, or in the config`);
  if (vault.account !== store.account) throw new RedrillError('store.foreign-vault', `vault ${vault.resource} lies in the ${vault.account} account and ${store.id} in the ${store.account} account: AWS Backup restores a point only where it lies, so copy it into a vault of the ${store.account} account first`);
  return vault;
}
