import { describe, expect, test } from 'vitest';
import { ListGuard, sortPage } from './list-guard.ts';
import type { VersionEntry } from './s3-store.ts';

const entry = (key: string, more: Partial<VersionEntry> = {}): VersionEntry => ({ key, versionId: 'v', isLatest: true, marker: false, lastModified: '2026-01-01T00:00:00.000Z', etag: 'e', sizeBytes: 1, ...more });

describe('listing guard', () => {
  test('the same cursor twice ends the listing', () => {
    const guard = new ListGuard('test');
    guard.cursor({ kind: 'objects', token: 'a' });
    guard.cursor({ kind: 'objects', token: 'b' });
    expect(() => guard.cursor({ kind: 'objects', token: 'a' })).toThrow(expect.objectContaining({ code: 's3.ListingLoop' }));
  });

  test('a server that sends the same pages under ever new tokens is found out by its keys', () => {
    const guard = new ListGuard('test');
    guard.cursor({ kind: 'objects', token: '1' });
    guard.entries([entry('a'), entry('b')], true);
    guard.cursor({ kind: 'objects', token: '2' });
    expect(() => guard.entries([entry('a'), entry('b')], true)).toThrow(expect.objectContaining({ code: 's3.ListingDisorder' }));
  });

  test('endless empty pages end the listing', () => {
    const guard = new ListGuard('test');
    expect(() => { for (let i = 0; i < 2000; i += 1) { guard.cursor({ kind: 'objects', token: String(i) }); guard.entries([], true); } }).toThrow(expect.objectContaining({ code: 's3.ListingLoop' }));
  });

  test('one key may go on over pages of versions, with another version each time', () => {
    const guard = new ListGuard('test');
    for (let i = 0; i < 5; i += 1) {
      guard.cursor({ kind: 'versions', key: 'k', versionId: `v${i}` });
      guard.entries([entry('k')], false);
    }
    expect(() => guard.cursor({ kind: 'versions', key: 'k', versionId: 'v2' })).toThrow(expect.objectContaining({ code: 's3.ListingLoop' }));
  });
});

describe('order within a page', () => {
  test('versions and markers sent in two groups are merged by key, newest first', () => {
    const page = [
      entry('a', { versionId: 'a1', isLatest: false, lastModified: '2026-01-01T00:00:00.000Z' }),
      entry('b', { versionId: 'b1' }),
      entry('a', { versionId: 'a2', marker: true, lastModified: '2026-01-02T00:00:00.000Z' }),
    ];
    expect(sortPage(page).map((each) => each.versionId)).toEqual(['a2', 'a1', 'b1']);
  });

  test('a page of one key is put newest first as well', () => {
    const page = [entry('a', { versionId: '1', isLatest: false }), entry('a', { versionId: '2', marker: true })];
    expect(sortPage(page).map((each) => each.versionId)).toEqual(['2', '1']);
  });

  test("S3's own order is left alone, also among versions of one second", () => {
    const page = ['3', '2', '1'].map((versionId, i) => entry('a', { versionId, isLatest: i === 0 }));
    expect(sortPage([...page])).toEqual(page);
  });
});
