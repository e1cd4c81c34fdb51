import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { listInParallel } from './list-parallel.ts';
import type { ListKind } from './list-page.ts';
import type { S3Caller, S3Request } from './s3-caller.ts';
import { anyKey } from './testing/hostile-keys.ts';
import { encodeKey } from './uri-encode.ts';
import { compareUtf8 } from './utf8-order.ts';

interface Row { readonly key: string; readonly versionId: string }

/** S3's listings over rows in memory, with small pages; only `call` is used by the walk. */
function memoryCaller(rows: readonly Row[], kind: ListKind, pageSize: number): S3Caller {
  const call = (request: S3Request): Promise<{ status: number; headers: Record<string, string>; body: Buffer }> => Promise.resolve({ status: 200, headers: {}, body: Buffer.from(answer(rows, kind, pageSize, request.query ?? {})) });
  return { call } as unknown as S3Caller;
}

function answer(rows: readonly Row[], kind: ListKind, pageSize: number, query: Readonly<Record<string, string | undefined>>): string {
  const root = kind === 'versions' ? 'ListVersionsResult' : 'ListBucketResult';
  const prefix = query['prefix'] ?? '';
  const mine = rows.filter((row) => row.key.startsWith(prefix));
  const wrap = (inner: string): string => `<${root}><EncodingType>url</EncodingType>${inner}</${root}>`;
  if (query['delimiter'] !== undefined) {
    const folders = new Set(mine.filter((row) => row.key.includes('/', prefix.length)).map((row) => row.key.slice(0, row.key.indexOf('/', prefix.length) + 1)));
    return wrap(`<IsTruncated>false</IsTruncated>${[...folders].map((name) => `<CommonPrefixes><Prefix>${encodeKey(name)}</Prefix></CommonPrefixes>`).join('')}`);
  }
  const from = startOf(mine, query);
  const page = mine.slice(from, from + pageSize);
  const last = page.at(-1);
  const truncated = from + pageSize < mine.length && last !== undefined;
  const next = !truncated ? '' : kind === 'versions' ? `<NextKeyMarker>${encodeKey(last.key)}</NextKeyMarker><NextVersionIdMarker>${last.versionId}</NextVersionIdMarker>` : `<NextContinuationToken>${from + pageSize}</NextContinuationToken>`;
  const name = kind === 'versions' ? 'Version' : 'Contents';
  return wrap(`${next}<IsTruncated>${truncated}</IsTruncated>${page.map((row) => `<${name}><Key>${encodeKey(row.key)}</Key><VersionId>${row.versionId}</VersionId><IsLatest>false</IsLatest><LastModified>2026-01-01T00:00:00Z</LastModified><ETag>e</ETag><Size>1</Size></${name}>`).join('')}`);
}

function startOf(rows: readonly Row[], query: Readonly<Record<string, string | undefined>>): number {
  if (query['continuation-token'] !== undefined) return Number(query['continuation-token']);
  const after = query['key-marker'] ?? query['start-after'];
  if (after === undefined) return 0;
  const version = query['version-id-marker'];
  if (version !== undefined) return rows.findIndex((row) => row.key === after && row.versionId === version) + 1;
  const at = rows.findIndex((row) => compareUtf8(row.key, after) > 0);
  return at === -1 ? rows.length : at;
}

const folders = fc.tuple(fc.constantFrom('', 'a/', 'a/b/', 'a/b/c/', 'b/', 'c//', '../', 'z/'), anyKey()).map(([folder, key]) => folder + key);

test.each(['versions', 'objects'] as const)('whatever the keys, the parallel listing of %s has each row once and in order', async (kind) => {
  await fc.assert(fc.asyncProperty(fc.uniqueArray(fc.oneof(folders, anyKey()), { maxLength: 40 }), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 6 }), async (keys, versions, pageSize) => {
    const rows = [...keys].sort(compareUtf8).flatMap((key) => Array.from({ length: kind === 'versions' ? versions : 1 }, (_, i) => ({ key, versionId: `v${i}` })));
    const found: string[] = [];
    for await (const page of listInParallel({ caller: memoryCaller(rows, kind, pageSize), kind, bucket: 'bucket', prefix: '' })) {
      for (const entry of page) found.push(`${entry.key} ${entry.versionId}`);
    }
    expect(found).toEqual(rows.map((row) => `${row.key} ${kind === 'versions' ? row.versionId : ''}`));
  }), { numRuns: 300 });
});
