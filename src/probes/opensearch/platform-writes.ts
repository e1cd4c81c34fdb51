import type { CompareInput } from '#contract/modules';
import { microsOf } from '#kit/time';
import { bucketOf, BUCKETS } from '#stores/opensearch/entry-spool';
import type { RowWrite } from '../rds/expected-row.ts';
import type { Behind } from './compare-bucket.ts';

/** Per bucket: name of a document -> its writes, oldest first. */
export type WritesByBucket = readonly ReadonlyMap<string, readonly RowWrite[]>[];

/** What the platform wrote since the earlier of R and the manifest's moment. Its size follows those writes, not the store's. */
export async function writesSince({ binding, manifest, r, writes }: Pick<CompareInput, 'binding' | 'manifest' | 'r' | 'writes'>, behind: Behind | null = null): Promise<WritesByBucket> {
  const since = Math.min(microsOf(manifest.frozenAt), microsOf(r));
  const buckets = Array.from({ length: BUCKETS }, () => new Map<string, RowWrite[]>());
  for await (const { store, at, op, name, sha256, sizeBytes, before } of writes) {
    if (store !== binding.store || microsOf(at) <= (behind?.names.has(name) === true ? Math.min(since, behind.rMicros) : since)) continue;
    const bucket = buckets[bucketOf(name)];
    const known = bucket?.get(name) ?? [];
    const contentOf = (digest: string | null): { sha256: string; sizeBytes: number } | null => (digest === null ? null : { sha256: digest, sizeBytes: 0 });
    known.push({ atMicros: microsOf(at), after: op === 'delete' ? null : { sha256: sha256 ?? '', sizeBytes: sizeBytes ?? 0 }, before: before === undefined ? undefined : contentOf(before) });
    bucket?.set(name, known);
  }
  for (const bucket of buckets) for (const list of bucket.values()) list.sort((a, b) => a.atMicros - b.atMicros);
  return buckets;
}
