import { expect, it } from 'vitest';
import { IntegrityTally } from '../tally.ts';
import { rowKind } from '../rds/row-content.ts';
import type { RowContent } from '../rds/row-content.ts';
import type { RowWrite } from '../rds/expected-row.ts';
import { compareBucket } from './compare-bucket.ts';
import type { SavedItem } from './saved-item.ts';

const MOMENTS = { rMicros: 1_000e6, struckMicros: 2_000e6, nowMicros: 3_000e6 };
const item = (sha256: string, expires: number | null = null): SavedItem => ({ name: 'a', sha256, sizeBytes: 1, expires });
const content = (sha256: string): RowContent => ({ sha256, sizeBytes: 1 });

function compared({ saved, live, writes = [] }: { readonly saved: SavedItem | null; readonly live: SavedItem | null; readonly writes?: readonly RowWrite[] }): object {
  const tally = new IntegrityTally<RowContent>(rowKind);
  const cameBack = compareBucket({ saved: saved === null ? [] : [saved], live: live === null ? [] : [live], writes: new Map(writes.length === 0 ? [] : [['a', writes]]) }, MOMENTS, tally);
  const { missing, unexpected, different, lostWrites } = tally;
  return { missing, unexpected, different, lostWrites, cameBack };
}

const CLEAN = { missing: 0, unexpected: 0, different: 0, lostWrites: 0, cameBack: 0 };

it('names what is missing, different and unexpected', () => {
  expect(compared({ saved: item('x'), live: null })).toEqual({ ...CLEAN, missing: 1 });
  expect(compared({ saved: item('x'), live: item('y') })).toEqual({ ...CLEAN, different: 1 });
  expect(compared({ saved: null, live: item('y') })).toEqual({ ...CLEAN, unexpected: 1 });
});

it('lets an expired item be there or not, and no other state of it', () => {
  expect(compared({ saved: item('x', 2_500), live: null })).toEqual(CLEAN);
  expect(compared({ saved: item('x', 3_500), live: null })).toEqual({ ...CLEAN, missing: 1 });
  expect(compared({ saved: item('x', 2_500), live: item('y', 2_500) })).toEqual({ ...CLEAN, different: 1 });
});

it('counts an item that had expired and came back with an older point, and takes one that has not for unexpected', () => {
  expect(compared({ saved: null, live: item('x', 2_500) })).toEqual({ ...CLEAN, cameBack: 1 });
  expect(compared({ saved: null, live: item('x', 3_500) })).toEqual({ ...CLEAN, unexpected: 1 });
});

it('expects the state at R and counts what was written after it as lost', () => {
  const writes: readonly RowWrite[] = [{ atMicros: 1_500e6, after: content('new'), before: content('old') }];
  expect(compared({ saved: item('new'), live: item('old'), writes })).toEqual({ ...CLEAN, lostWrites: 1 });
  expect(compared({ saved: item('new'), live: item('other'), writes })).toEqual({ ...CLEAN, different: 1, lostWrites: 1 });
  expect(compared({ saved: item('new'), live: null, writes })).toEqual({ ...CLEAN, missing: 1, lostWrites: 1 });
});

it('does not miss a session that was prolonged after R and, restored to its old end, has expired', () => {
  const writes: readonly RowWrite[] = [{ atMicros: 1_500e6, after: content('longer'), before: content('short') }];
  expect(compared({ saved: item('longer', 9_000), live: null, writes })).toEqual({ ...CLEAN, lostWrites: 1 });
});
