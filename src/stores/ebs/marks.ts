import { crc32 } from 'node:zlib';
import type { SeriesRanges } from '#contract/events';
import { usageError } from '#kit/redrill-error';

/** One numbered mark as it lies on a volume. */
export interface Mark {
  readonly series: string;
  readonly seq: number;
  readonly sentMicros: number;
}

/** Bytes of a mark: a power of two, so that none lies across two sectors. */
export const MARK_BYTES = 128;
const MAGIC = 0x314d4452;
const SERIES_AT = 24;

/** Magic, CRC-32 of what follows, number, length of the series, time, series. */
export function encodeMark({ series, seq, sentMicros }: Mark): Buffer {
  const name = Buffer.from(series, 'utf8');
  if (name.length === 0 || name.length > MARK_BYTES - SERIES_AT) throw usageError('ebs.series', `the name of the series ${JSON.stringify(series)} has ${name.length} bytes; a mark on a volume has room for 1 to ${MARK_BYTES - SERIES_AT}`);
  const mark = Buffer.alloc(MARK_BYTES);
  mark.writeUInt32LE(MAGIC, 0);
  mark.writeUInt32LE(seq, 8);
  mark.writeUInt32LE(name.length, 12);
  mark.writeBigUInt64LE(BigInt(sentMicros), 16);
  name.copy(mark, SERIES_AT);
  mark.writeUInt32LE(crc32(mark.subarray(8)), 4);
  return mark;
}

/** The mark in a slot; null for anything that is no whole mark. */
export function decodeMark(slot: Buffer): Mark | null {
  if (slot.length < MARK_BYTES || slot.readUInt32LE(0) !== MAGIC) return null;
  const mark = slot.subarray(0, MARK_BYTES);
  const length = mark.readUInt32LE(12);
  if (length > MARK_BYTES - SERIES_AT || crc32(mark.subarray(8)) !== mark.readUInt32LE(4)) return null;
  return { series: mark.toString('utf8', SERIES_AT, SERIES_AT + length), seq: mark.readUInt32LE(8), sentMicros: Number(mark.readBigUInt64LE(16)) };
}

const NO_MARK = Buffer.alloc(MARK_BYTES);

/** Whether nothing was ever written to a slot. */
export function isEmptySlot(slot: Buffer): boolean {
  return slot.equals(NO_MARK);
}

/** Gathers marks from blocks in any order: ranges per series, marks that are there twice, and slots that hold something else (a torn mark). */
export class MarkTally {
  torn = 0;
  duplicated = 0;
  private readonly numbers = new Map<string, Set<number>>();

  addBlock(block: Buffer): void {
    for (let at = 0; at + MARK_BYTES <= block.length; at += MARK_BYTES) {
      const slot = block.subarray(at, at + MARK_BYTES);
      if (slot.readUInt32LE(0) === 0 && isEmptySlot(slot)) continue;
      const mark = decodeMark(slot);
      if (mark === null) this.torn += 1;
      else this.add(mark);
    }
  }

  ranges(): readonly SeriesRanges[] {
    return [...this.numbers].sort(([a], [b]) => (a < b ? -1 : 1)).map(([series, numbers]) => ({ series, ranges: rangesOf([...numbers].sort((a, b) => a - b)) }));
  }

  private add({ series, seq }: Mark): void {
    const numbers = this.numbers.get(series) ?? new Set<number>();
    if (numbers.has(seq)) this.duplicated += 1;
    this.numbers.set(series, numbers.add(seq));
  }
}

function rangesOf(ascending: readonly number[]): readonly (readonly [number, number])[] {
  const ranges: [number, number][] = [];
  for (const seq of ascending) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] + 1 === seq) last[1] = seq;
    else ranges.push([seq, seq]);
  }
  return ranges;
}
