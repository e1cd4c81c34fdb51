import { describe, expect, it } from 'vitest';
import { IntegrityTally } from '../tally.ts';
import { rowKind } from '../rds/row-content.ts';
import type { RowContent } from '../rds/row-content.ts';
import { compareBucket } from './compare-bucket.ts';
import type { ItemWrite } from './platform-writes.ts';
import type { SavedItem } from './saved-item.ts';

const MOMENTS = { rMicros: 1_000e6, struckMicros: 2_000e6, nowMicros: 3_000e6, timeToLive: true };
const item = (sha256: string, expires: number | null = null): SavedItem => ({ name: 'a', sha256, sizeBytes: 1, expires });
const SILENT = { expires: undefined, expiresBefore: undefined };
const content = (sha256: string): RowContent => ({ sha256, sizeBytes: 1 });

function compared({ saved, live, writes = [], timeToLive = true }: { readonly saved: SavedItem | null; readonly live: SavedItem | null; readonly writes?: readonly ItemWrite[]; readonly timeToLive?: boolean }): object {
  const tally = new IntegrityTally<RowContent>(rowKind);
  const cameBack = compareBucket({ saved: saved === null ? [] : [saved], live: live === null ? [] : [live], writes: new Map(writes.length === 0 ? [] : [['a', writes]]) }, { ...MOMENTS, timeToLive }, tally);
  const { missing, unexpected, different, lostWrites, unread } = tally;
  return { missing, unexpected, different, lostWrites, unread, cameBack };
}

const CLEAN = { missing: 0, unexpected: 0, different: 0, lostWrites: 0, unread: 0, cameBack: 0 };

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
  const writes: readonly ItemWrite[] = [{ atMicros: 1_500e6, after: content('new'), before: content('old'), ...SILENT }];
  expect(compared({ saved: item('new'), live: item('old'), writes })).toEqual({ ...CLEAN, lostWrites: 1 });
  expect(compared({ saved: item('new'), live: item('other'), writes })).toEqual({ ...CLEAN, different: 1, lostWrites: 1 });
  expect(compared({ saved: item('new'), live: null, writes })).toEqual({ ...CLEAN, missing: 1, lostWrites: 1 });
});

describe('an item that was written after R and is gone', () => {
  const prolonged = (expiresBefore: number | null | undefined): readonly ItemWrite[] => [{ atMicros: 1_500e6, after: content('longer'), before: content('short'), expires: 9_000, expiresBefore }];

  it('is not missed where its version at R has expired', () => {
    expect(compared({ saved: item('longer', 9_000), live: null, writes: prolonged(2_500) })).toEqual({ ...CLEAN, lostWrites: 1 });
  });

  it('is lost where its version at R does not expire for a year, or never, whatever time to live it got later', () => {
    for (const expires of [40_000_000, null]) expect(compared({ saved: item('longer', 9_000), live: null, writes: prolonged(expires) })).toEqual({ ...CLEAN, missing: 1, lostWrites: 1 });
  });

  it('is lost where a write before R that the ledger tells of left it with a time to live that goes on', () => {
    const writes: readonly ItemWrite[] = [
      { atMicros: 900e6, after: content('short'), before: null, expires: 9_000, expiresBefore: null },
      { atMicros: 1_500e6, after: content('longer'), before: content('short'), ...SILENT },
    ];
    expect(compared({ saved: item('longer', 9_500), live: null, writes })).toEqual({ ...CLEAN, missing: 1, lostWrites: 1 });
  });

  it('is neither lost nor well where the ledger does not say when its version at R expires: the comparison is not complete', () => {
    expect(compared({ saved: item('longer', 9_000), live: null, writes: prolonged(undefined) })).toEqual({ ...CLEAN, unread: 1 });
    expect(compared({ saved: null, live: null, writes: prolonged(undefined) })).toEqual({ ...CLEAN, unread: 1 });
  });

  it('is lost where no item of the table expires', () => {
    expect(compared({ saved: null, live: null, writes: prolonged(undefined), timeToLive: false })).toEqual({ ...CLEAN, missing: 1, lostWrites: 1 });
  });

  it('is not missed where users wrote it to what came back, and that has expired since', () => {
    const writes: readonly ItemWrite[] = [{ atMicros: 2_200e6, after: content('guest'), before: content('short'), expires: 2_900, expiresBefore: 9_000 }];
    expect(compared({ saved: item('short', 9_000), live: null, writes })).toEqual(CLEAN);
  });
});
