import { describe, expect, it } from 'vitest';
import { BLOCK_BYTES } from './block-geometry.ts';
import { decodeMark, encodeMark, isEmptySlot, MARK_BYTES, MarkTally, type Mark } from './marks.ts';

const mark = (seq: number, series = '0007-ebs-volume-loss-ab12cd34'): Mark => ({ series, seq, sentMicros: 1_800_000_000_000_000 + seq });

function blockOf(slots: readonly Buffer[]): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES);
  slots.forEach((slot, n) => slot.copy(block, n * MARK_BYTES));
  return block;
}

describe('a mark on a volume', () => {
  it('comes back as it was written, whatever its series is called', () => {
    for (const series of ['h', 'café/ünïcode', 'x'.repeat(104)]) expect(decodeMark(encodeMark(mark(4_000_000_000, series)))).toEqual(mark(4_000_000_000, series));
    expect(() => encodeMark(mark(1, 'x'.repeat(105)))).toThrow(/room for 1 to 104/);
  });

  it('is no mark when any single byte of it is torn', () => {
    const whole = encodeMark(mark(7));
    const survivors = Array.from({ length: MARK_BYTES }, (_, at) => {
      const torn = Buffer.from(whole);
      torn[at] = (torn[at] ?? 0) ^ 0xff;
      return decodeMark(torn);
    }).filter((found) => found !== null);
    expect(survivors).toEqual([]);
    expect(decodeMark(Buffer.alloc(MARK_BYTES))).toBeNull();
    expect(isEmptySlot(Buffer.alloc(MARK_BYTES))).toBe(true);
  });
});

describe('a tally of marks', () => {
  it('gathers ranges from blocks in any order, and counts what is twice and what is torn', () => {
    const tally = new MarkTally();
    const torn = encodeMark(mark(99)).fill(0, 40);
    tally.addBlock(blockOf([mark(5), mark(6), mark(2, 'history')].map(encodeMark).concat(torn)));
    tally.addBlock(blockOf([mark(1), mark(2), mark(2), mark(1, 'history')].map(encodeMark)));
    expect(tally.ranges()).toEqual([{ series: '0007-ebs-volume-loss-ab12cd34', ranges: [[1, 2], [5, 6]] }, { series: 'history', ranges: [[1, 2]] }]);
    expect({ torn: tally.torn, duplicated: tally.duplicated }).toEqual({ torn: 1, duplicated: 1 });
  });
});
