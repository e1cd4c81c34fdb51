import type { TreeEntry } from '#stores/efs/walk-tree';
import type { S3Store } from '#stores/s3/s3-store';
import type { SafetyPlaces } from './safety-places.ts';

/** The tree of a safety copy, parents before children. */
export async function keptTree(s3: S3Store, places: SafetyPlaces): Promise<readonly KeptEntry[]> {
  const { body } = await s3.get({ bucket: places.bucket, key: places.tree });
  return body.toString('utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as KeptEntry);
}

/** One thing of the tree as the copy keeps it. */
export type KeptEntry = Omit<TreeEntry, 'key'> & { readonly pieces: readonly string[] };
