import { hash } from 'node:crypto';
import type { DrillContext } from '#contract/modules';

/** Where a run keeps its own copy of a bucket: in the backup account, below the run's own name. */
export interface SafetyPlaces {
  readonly bucket: string;
  /** Where the bucket lies: apart from what drills break. */
  readonly region: string;
  /** Everything of the copy lies below this; the run in it is told apart from its namesakes in other results folders. */
  readonly root: string;
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

export function safetyPlaces({ run: { id, token, folder }, config }: Pick<DrillContext, 'run' | 'config'>, store: string): SafetyPlaces {
  const root = `${id}-${token ?? hash('sha256', folder).slice(0, 8)}/${store}/`;
  return { bucket: config.harness.safetyBucket, region: config.harness.region, root, objects: `${root}objects/`, long: `${root}long/`, longNames: `${root}long.json`, settings: `${root}settings.json` };
}

/** The key under which an object is kept; `long` when it had to be shortened. */
export function safetyKey(places: SafetyPlaces, key: string): { readonly key: string; readonly long: string | null } {
  const plain = places.objects + key;
  if (Buffer.byteLength(plain) <= LONGEST_KEY_BYTES) return { key: plain, long: null };
  const digest = hash('sha256', key);
  return { key: places.long + digest, long: digest };
}
