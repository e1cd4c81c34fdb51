import { mkdtempSync, rmSync, truncateSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { PageScanner } from '#stores/dynamodb/page-scanner';
import { keyHashOf } from './key-hash.ts';
import { openManifest, savedItems, writeManifest } from './manifest-file.ts';
import type { SavedItem } from './saved-item.ts';
import { Spill } from './spill.ts';

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'redrill-manifest-')); });
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const saved = (name: string, expires: number | null = null): SavedItem => ({ name, sha256: 'ab'.repeat(32), sizeBytes: 7, expires });

it('gives back the items of each bucket, and is refused when it is not what was written', async () => {
  const file = join(folder, 'm.ndjson');
  const out = writeManifest(file, { key: [{ name: 'pk', type: 'S' }], timeToLive: 'expiresAt' });
  out.bucket(3, [saved('b\n/"'), saved('a', 17)]);
  out.bucket(4000, [saved('\u{1F9EC}')]);
  const sha256 = out.close();
  const manifest = await openManifest(file, sha256);
  expect(manifest).toMatchObject({ timeToLive: 'expiresAt', key: [{ name: 'pk', type: 'S' }] });
  expect([savedItems(manifest, 3), savedItems(manifest, 4000), savedItems(manifest, 5)]).toEqual([[saved('a', 17), saved('b\n/"')], [saved('\u{1F9EC}')], []]);
  expect(manifest.buckets.get(3)).toMatchObject({ items: 2, bytes: 14 });
  truncateSync(file, readFileSync(file).length - 1);
  await expect(openManifest(file, sha256)).rejects.toMatchObject({ code: 'manifest.changed' });
});

it('spills more lines than it keeps, and gives them all back', () => {
  const spill = new Spill(join(folder, 'parts'));
  const lines = Array.from({ length: 9000 }, (_, i) => `${i} ${'x'.repeat(100)}`);
  for (const [i, line] of lines.entries()) spill.add(i % 2, line);
  expect([...spill.lines(0), ...spill.lines(1)].sort()).toEqual([...lines].sort());
  expect(spill.lines(2)).toEqual([]);
  spill.close();
});

it('finds the bucket of an item by its name alone', () => {
  const scanner = new PageScanner({ key: ['id', 'n'] });
  scanner.scan(Buffer.from('{"Items":[{"n":{"N":"1.50"},"x":{"S":"y"},"id":{"B":"YWJj"}}]}'), () => undefined);
  expect(keyHashOf([{ name: 'id', type: 'B' }, { name: 'n', type: 'N' }], ['YWJj', '15E-1'])).toBe(scanner.keyHash());
});
