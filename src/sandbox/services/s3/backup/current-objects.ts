import type { Bucket } from '../bucket.ts';
import type { S3State } from '../state.ts';
import type { StoredObject } from './listing-parts.ts';

/** The objects of a bucket that are there now, in the order of their keys: all, or those of a stretch of keys. */
export function currentObjects(state: S3State, bucket: Bucket, { from, before }: { readonly from: string; readonly before: string | null } = { from: '', before: null }): readonly StoredObject[] {
  const objects: StoredObject[] = [];
  let last: string | null = null;
  for (const { key, marker, size, etag, blob, parts, headers, tags, sums } of state.versions.scan(bucket.id, before === null ? { kind: 'from', key: from } : { kind: 'between', key: from, before })) {
    // the newest version of a key comes first
    if (key === last) continue;
    last = key;
    if (marker === 0) objects.push({ key, size, etag, blob, parts, headers, tags, sums });
  }
  return objects;
}
