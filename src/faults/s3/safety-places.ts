import { hash } from 'node:crypto';
import type { DrillContext } from '#contract/modules';

/** Where a run keeps its own copy of a bucket: in the backup account, below the run's id. */
export interface SafetyPlaces {
  readonly bucket: string;
  /** Objects, each under its own key. */
  readonly objects: string;
  /** Objects whose key would be too long with the prefix: under the SHA-256 of their key. */
  readonly long: string;
  /** JSON object from those digests to the keys. */
  readonly longNames: string;
  /** The settings of the bucket. */
  readonly settings: string;
}

const LONGEST_KEY_BYTES = 1024;

export function safetyPlaces(context: DrillContext, store: string): SafetyPlaces {
  const root = `${context.run.id}/${store}`;
  return { bucket: context.config.harness.safetyBucket, objects: `${root}/objects/`, long: `${root}/long/`, longNames: `${root}/long.json`, settings: `${root}/settings.json` };
}

/** The key under which an object is kept; `long` when it had to be shortened. */
export function safetyKey(places: SafetyPlaces, key: string): { readonly key: string; readonly long: string | null } {
  const plain = places.objects + key;
  if (Buffer.byteLength(plain) <= LONGEST_KEY_BYTES) return { key: plain, long: null };
  const digest = hash('sha256', key);
  return { key: places.long + digest, long: digest };
}
