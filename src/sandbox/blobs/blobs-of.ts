import type { Catalogue } from '../service.ts';
import { BlobStore } from './blob-store.ts';

const STORES = new WeakMap<Catalogue, BlobStore>();

/**
 * The one blob store of a catalogue, for all services: opening it sweeps its folder, which would take bodies away that another service is
 * just writing or reading, and a file that one service reads must stay when another lets go of the same bytes.
 */
export function blobsOf(catalogue: Catalogue): BlobStore {
  const known = STORES.get(catalogue);
  if (known) return known;
  const store = new BlobStore(catalogue);
  STORES.set(catalogue, store);
  return store;
}
