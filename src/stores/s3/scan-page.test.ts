import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ListKind } from './list-page.ts';
import { parsePage } from './parse-page.ts';
import { openPage, scanEntries, scanHead } from './scan-page.ts';
import { anyKey } from './testing/hostile-keys.ts';
import { encodeKey } from './uri-encode.ts';

const row = fc.record({ key: anyKey(), versionId: fc.stringMatching(/^[\w.-]{1,32}$/), isLatest: fc.boolean(), marker: fc.boolean(), sizeBytes: fc.nat(), etag: fc.stringMatching(/^[0-9a-f]{32}(-\d{1,4})?$/), owner: fc.constantFrom('', '<Owner><ID>1</ID><DisplayName>é &amp; co</DisplayName></Owner>'), order: fc.nat(5) });
type Row = typeof row extends fc.Arbitrary<infer T> ? T : never;

function rowXml(kind: ListKind, { key, versionId, isLatest, marker, sizeBytes, etag, owner, order }: Row): string {
  const deleted = kind === 'versions' && marker;
  const name = kind === 'objects' ? 'Contents' : deleted ? 'DeleteMarker' : 'Version';
  const parts = [
    `<Key>${encodeKey(key)}</Key>`,
    kind === 'versions' ? `<VersionId>${versionId}</VersionId><IsLatest>${isLatest}</IsLatest>` : '',
    '<LastModified>2026-03-01T02:03:04.000Z</LastModified>',
    deleted ? '' : `<ETag>&quot;${etag}&quot;</ETag><Size>${sizeBytes}</Size>`,
    owner,
  ];
  // Providers differ in the order of elements.
  return `<${name}>${[...parts.slice(order), ...parts.slice(0, order)].join('')}</${name}>`;
}

function page(kind: ListKind, rows: readonly Row[], next: string | null): Buffer {
  const root = kind === 'versions' ? 'ListVersionsResult' : 'ListBucketResult';
  const cursor = next === null ? '' : kind === 'versions' ? `<NextKeyMarker>${encodeKey(next)}</NextKeyMarker><NextVersionIdMarker>v1</NextVersionIdMarker>` : '<NextContinuationToken>abc==</NextContinuationToken>';
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name><Prefix></Prefix>${cursor}<EncodingType>url</EncodingType><IsTruncated>${next !== null}</IsTruncated>${rows.map((each) => rowXml(kind, each)).join('')}</${root}>`);
}

describe.each(['versions', 'objects'] as const)('the scanner on a listing of %s', (kind) => {
  test('reads exactly what the strict parser reads, for any keys and any order of elements', () => {
    fc.assert(fc.property(fc.array(row, { maxLength: 6 }), fc.option(anyKey()), (rows, next) => {
      const body = page(kind, rows, next);
      const scanned = openPage(body, kind);
      const strict = parsePage(body, kind);
      expect(scanned).not.toBeNull();
      if (scanned === null) return;
      expect(scanHead(scanned, kind)).toEqual({ truncated: strict.truncated, next: strict.next, encoded: true });
      expect(scanEntries(scanned, kind)).toEqual(strict.entries);
    }), { numRuns: 300 });
  });

  test('a page damaged anywhere is never read differently: the scanner agrees with the parser or steps aside', () => {
    fc.assert(fc.property(fc.array(row, { minLength: 1, maxLength: 3 }), fc.nat(), fc.constantFrom('', '<', '>', '&amp;', '<x/>', '<!-- -->', '<Key>z</Key>', ' ', '&'), fc.nat(3), (rows, at, insert, cut) => {
      const body = page(kind, rows, null).toString('latin1');
      const where = at % body.length;
      const damaged = Buffer.from(body.slice(0, where) + insert + body.slice(where + cut), 'latin1');
      const scanned = openPage(damaged, kind);
      const head = scanned === null ? null : scanHead(scanned, kind);
      const entries = scanned === null || head === null ? null : scanEntries(scanned, kind);
      if (entries === null) return;
      const readable = ((): readonly unknown[] | null => { try { return parsePage(damaged, kind).entries; } catch { return null; } })();
      // What the strict parser refuses, the scanner may still read where the damage lies outside of what it needs; rows must not be lost or invented.
      if (readable === null) expect(entries.length).toBe(rows.length);
      else expect(entries.length).toBe(readable.length);
    }), { numRuns: 500 });
  });
});

test('a page cut before its last tag is not whole', () => {
  const body = page('versions', [], null);
  for (let cut = 1; cut < 20; cut += 1) expect(openPage(body.subarray(0, body.length - cut), 'versions')).toBeNull();
});

test('keys kept from a page are strings of their own, equal keys one string', () => {
  const body = page('versions', [1, 2].map((n) => ({ key: 'same/key', versionId: `v${n}`, isLatest: n === 1, marker: false, sizeBytes: 1, etag: 'a'.repeat(32), owner: '', order: 0 })), null);
  const scanned = openPage(body, 'versions');
  expect(scanned && scanEntries(scanned, 'versions')?.map((entry) => entry.key)).toEqual(['same/key', 'same/key']);
});
