import type { BackupConfig, StoreConfig } from '#contract/config.schema';
import { RedrillError } from '#kit/redrill-error';

/** A daily copy made by the platform's own job. */
export type CopyConfig = Extract<BackupConfig, { kind: 's3-copy' }>;

/** The daily copy that a store's restore relies on; a store without one has no documented recovery. */
export function copyOf(store: StoreConfig): CopyConfig {
  const backup = store.backups.find((one) => one.kind === 's3-copy');
  if (backup === undefined) throw new RedrillError('store.no-copy', `${store.id} names no backup of kind s3-copy in the config: there is nothing to restore it from`);
  return backup;
}
