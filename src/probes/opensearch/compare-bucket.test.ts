import { expect, it } from 'vitest';
import type { Entry } from '#stores/opensearch/entry-spool';
import type { RowWrite } from '../rds/expected-row.ts';
import { rowKind } from '../rds/row-content.ts';
import { IntegrityTally } from '../tally.ts';
import { compareBucket } from './compare-bucket.ts';
import type { Behind } from './compare-bucket.ts';

const R = { rMicros: 1_000_000_000, struckMicros: 2_000_000_000 };
const entry = (name: string, sha256 = name): Entry => ({ name, rank: 0, sha256, sizeBytes: 10 });
const put = (atMicros: number, after: string | null, before: string | null): RowWrite => ({ atMicros, after: after === null ? null : { sha256: after, sizeBytes: 10 }, before: before === null ? null : { sha256: before, sizeBytes: 10 } });

function compared(saved: readonly Entry[], live: readonly Entry[], writes: Readonly<Record<string, readonly RowWrite[]>> = {}, behind: Behind | null = null): readonly number[] {
  const tally = new IntegrityTally(rowKind);
  compareBucket({ saved, live, writes: new Map(Object.entries(writes)), behind }, R, tally);
  return [tally.expected, tally.recovered, tally.missing, tally.unexpected, tally.different, tally.lostWrites];
}

it('counts what did not come back, what came back although it was deleted, and what is another', () => {
  const saved = [entry('a'), entry('b'), entry('c')];
  expect(compared(saved, saved)).toEqual([3, 3, 0, 0, 0, 0]);
  expect(compared(saved, [entry('a'), entry('b', 'x'), entry('deleted-before')])).toEqual([3, 1, 1, 1, 1, 0]);
  expect(compared(saved, [...saved, entry('a')])).toEqual([3, 3, 0, 1, 0, 0]);
  expect(compared(saved, [])).toEqual([3, 0, 3, 0, 0, 0]);
});

it('expects the state at R: a deletion before R that came undone is unexpected, a write after R that is gone is lost and not missing', () => {
  expect(compared([entry('a')], [entry('a')], { a: [put(900_000_000, null, 'a')] })).toEqual([0, 0, 0, 1, 0, 0]);
  expect(compared([], [], { n: [put(1_500_000_000, 'n', null)] })).toEqual([0, 0, 0, 0, 0, 1]);
  expect(compared([], [entry('n')], { n: [put(1_500_000_000, 'n', null)] })).toEqual([0, 0, 0, 0, 0, 0]);
  expect(compared([entry('a', 'new')], [entry('a', 'old')], { a: [put(1_500_000_000, 'new', 'old')] })).toEqual([1, 1, 0, 0, 0, 1]);
});

it('expects of a document held back what was there at the other store\'s recovered moment: one first written after it is lost, an older one is missing', () => {
  const behind = { names: new Set(['a', 'n']), rMicros: 500_000_000 };
  const first = { n: [put(700_000_000, 'n', null)] };
  expect(compared([entry('n')], [], first)).toEqual([1, 0, 1, 0, 0, 0]);
  expect(compared([entry('n')], [], first, behind)).toEqual([0, 0, 0, 0, 0, 1]);
  expect(compared([entry('a')], [], {}, behind)).toEqual([1, 0, 1, 0, 0, 0]);
  expect(compared([entry('a')], [], { a: [put(300_000_000, 'a', null)] }, behind)).toEqual([1, 0, 1, 0, 0, 0]);
  expect(compared([entry('b')], [], { b: [put(700_000_000, 'b', null)] }, behind)).toEqual([1, 0, 1, 0, 0, 0]);
});
