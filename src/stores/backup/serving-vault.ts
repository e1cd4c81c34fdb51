import type { StoreConfig } from '#contract/config.schema';
import { RedrillError } from '#kit/redrill-error';
import { vaultOf } from './backup-of.ts';
import type { VaultConfig } from './backup-of.ts';

/** The vault, where AWS Backup is what serves a store in this run; null where something else does. */
export function servingVault(store: StoreConfig): VaultConfig | null {
  const [serving] = store.backups;
  return serving?.kind === 'aws-backup' ? serving : null;
}

/** The vault of a store in its own account: AWS Backup restores a point only where it lies. */
export function ownVaultOf(store: StoreConfig): VaultConfig {
  const vault = vaultOf(store);
  if (vault.account !== store.account) throw new RedrillError('store.foreign-vault', `vault ${vault.resource} lies in the ${vault.account} account and ${store.id} in the ${store.account} account: AWS Backup restores a point only where it lies, so copy it into a vault of the ${store.account} account first`);
  return vault;
}
