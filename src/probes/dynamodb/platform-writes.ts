import type { CompareInput } from '#contract/modules';
import { microsOf } from '#kit/time';
import type { RowWrite } from '../rds/expected-row.ts';
import { bucketOf } from './buckets.ts';
import { keyHashOf, parseItemName } from './key-hash.ts';
import type { KeyAttribute } from './key-hash.ts';

/** A write of the platform to one item. */
export interface ItemWrite extends RowWrite {
  /** Epoch seconds after which DynamoDB may delete what was written, and what was there before; null: never. Undefined: the ledger does not say. */
  readonly expires: number | null | undefined;
  readonly expiresBefore: number | null | undefined;
}

/** Bucket -> name of item -> its writes, oldest first. */
export type WritesByBucket = ReadonlyMap<number, ReadonlyMap<string, readonly ItemWrite[]>>;

/**
 * What the platform wrote to a store since the earlier of R and the manifest's moment. Its size follows those writes, not the store's. Items
 * are named as `itemName` does; `before` and `sha256` are digests as `itemDigest` makes them.
 */
export async function writesSince({ binding, manifest, r, writes }: Pick<CompareInput, 'binding' | 'manifest' | 'r' | 'writes'>, key: readonly KeyAttribute[]): Promise<WritesByBucket> {
  const since = Math.min(microsOf(manifest.frozenAt), microsOf(r));
  const buckets = new Map<number, Map<string, ItemWrite[]>>();
  for await (const { store, at, op, name, sha256, sizeBytes, before, expires, expiresBefore } of writes) {
    const atMicros = microsOf(at);
    if (store !== binding.store || atMicros <= since) continue;
    const bucket = bucketOf(keyHashOf(key, parseItemName(name)));
    const items = buckets.get(bucket) ?? new Map<string, ItemWrite[]>();
    buckets.set(bucket, items);
    const known = items.get(name) ?? [];
    items.set(name, known);
    known.push({ atMicros, after: op === 'delete' ? null : { sha256: sha256 ?? '', sizeBytes }, before: before === undefined ? undefined : before === null ? null : { sha256: before, sizeBytes: null }, expires, expiresBefore });
  }
  for (const items of buckets.values()) for (const list of items.values()) list.sort((a, b) => a.atMicros - b.atMicros);
  return buckets;
}
