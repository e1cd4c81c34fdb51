import { describe, expect, it } from 'vitest';
import { rowKind, type RowContent } from '../rds/row-content.ts';
import { IntegrityTally } from '../tally.ts';
import { compareBlocks, type BlocksInput } from './compare-blocks.ts';
import { differing } from './differing.ts';

const write = (atMicros: number, before: string | null, after: string | null): { atMicros: number; before: RowContent | null; after: RowContent | null } => ({ atMicros, before: before === null ? null : { sha256: before, sizeBytes: 1 }, after: after === null ? null : { sha256: after, sizeBytes: 1 } });

function counts(saved: [number, string][], live: [number, string][], writes: BlocksInput['writes'] = new Map()): Partial<IntegrityTally<RowContent>> {
  const tally = new IntegrityTally<RowContent>(rowKind);
  compareBlocks({ saved: new Map(saved), live: new Map(live), writes, moments: { rMicros: 100, struckMicros: 200 }, tally });
  const { expected, recovered, missing, different, unexpected, lostWrites } = tally;
  return { expected, recovered, missing, different, unexpected, lostWrites };
}

describe('blocks that came back', () => {
  it('are counted as missing, different and unexpected apart', () => {
    expect(counts([[1, 'a'], [2, 'b'], [3, 'c']], [[1, 'a'], [2, 'x'], [9, 'z']])).toEqual({ expected: 3, recovered: 1, missing: 1, different: 1, unexpected: 1, lostWrites: 0 });
  });

  it('are those of R: what the platform wrote to a block after R is lost and no difference', () => {
    expect(counts([[1, 'new']], [[1, 'old']], new Map([[1, [write(150, 'old', 'new')]]]))).toMatchObject({ recovered: 1, different: 0, lostWrites: 1 });
    expect(counts([[1, 'new']], [[1, 'other']], new Map([[1, [write(150, 'old', 'new')]]]))).toMatchObject({ recovered: 0, different: 1 });
  });

  it('may hold what was written after the strike', () => {
    expect(counts([[1, 'a']], [[1, 'later']], new Map([[1, [write(300, 'a', 'later')]]]))).toMatchObject({ recovered: 1, different: 0, lostWrites: 0 });
  });
});

it('names every block that is not the same on both sides', () => {
  expect(differing(new Map([[1, 'a'], [2, 'b'], [10, 'c']]), new Map([[1, 'a'], [2, 'x'], [3, 'y']]))).toEqual(['block/2', 'block/3', 'block/10']);
});
