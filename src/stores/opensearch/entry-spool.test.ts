import { expect, it } from 'vitest';
import { BUCKETS, bucketOf, EntrySpool, newestOnly } from './entry-spool.ts';

it('gives back every entry in its bucket by name, newest last, also those that had to wait in a file', () => {
  using spool = new EntrySpool();
  const sha256 = 'f'.repeat(64);
  const names = Array.from({ length: 3000 }, (_, n) => `datasets/${n}-${'ü'.repeat(400)}`);
  for (const rank of [2, 1]) for (const name of names) spool.add({ name, rank, sha256, sizeBytes: rank });
  const all = Array.from({ length: BUCKETS }, (_, bucket) => spool.bucket(bucket));
  expect(all.flat().every(({ name }) => all[bucketOf(name)]?.some((entry) => entry.name === name))).toBe(true);
  expect(all.flatMap(newestOnly).map(({ name, rank }) => [name, rank]).sort()).toEqual(names.map((name) => [name, 2]).sort());
  expect([spool.count, spool.bytes]).toEqual([6000, 9000]);
});
