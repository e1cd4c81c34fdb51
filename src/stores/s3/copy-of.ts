import type { BackupConfig, StoreConfig } from '#contract/config.schema';
import { RedrillError } from '#kit/redrill-error';

/** The daily copy that a store's restore relies on; a store without one has no documented recovery. */
export function copyOf(store: StoreConfig): BackupConfig {
  const backup = store.backups.find((one) => one.kind === 's3-copy');
  if (backup === undefined) throw new RedrillError('store.no-copy', `${store.id} names no backup of kind s3-copy in the config: there is nothing to restore it from`);
  return backup;
}
