import type { StoreConfig } from '#contract/config.schema';
import { servingVault } from '#stores/backup/serving-vault';

/** Sabotages of copies have nothing to spoil where a store's own region serves. */
export function unfitWithoutCopy(store: StoreConfig): string | null {
  const vault = servingVault(store);
  return vault !== null && vault.region !== store.region ? null : `spoils copies in another region, and this way restores ${store.id} from where it stands: choose it with a way that leaves the region`;
}
