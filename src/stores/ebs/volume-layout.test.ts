import { describe, expect, it } from 'vitest';
import { BLOCK_BYTES, blocksOf } from './block-geometry.ts';
import { decodeRecord, encodeRecord } from './job-records.ts';
import { blockName, decodeHeader, encodeHeader, layoutFor, markBlocks, parseBlockName, recordOffset, usersBlocks } from './volume-layout.ts';

const layout = layoutFor({ label: 'portal-compute-data', blocks: blocksOf(1), contentMiB: 256 });

describe('the layout of a volume', () => {
  it('comes back from its header, and from nothing that was torn', () => {
    const header = encodeHeader(layout);
    expect(decodeHeader(header)).toEqual(layout);
    for (const at of [0, 40, header.indexOf('\n') + 3]) expect(decodeHeader(Buffer.from(header).fill(0x20, at, at + 1))).toBeNull();
    expect(decodeHeader(Buffer.alloc(4096))).toBeNull();
  });

  it('keeps records behind marks, as many as asked for or as there is room', () => {
    expect(layout.records * layout.recordBytes).toBe(256 * 1_048_576);
    expect(recordOffset(layout, 0)).toBe(markBlocks(layout).to * BLOCK_BYTES);
    const full = layoutFor({ label: 'x', blocks: blocksOf(1), contentMiB: 5000 });
    expect(recordOffset(full, full.records)).toBe(blocksOf(1) * BLOCK_BYTES);
  });

  it("leaves redrill's own blocks out of what users wrote", () => {
    const { ownFrom, ownBlocks } = layout;
    const all = new Map([0, ownFrom, ownFrom + 1, ownFrom + ownBlocks - 1, ownFrom + ownBlocks].map((index) => [index, 'x']));
    expect([...usersBlocks(all, layout).keys()]).toEqual([0, ownFrom + ownBlocks]);
  });

  it('names blocks, and reads no other name as one', () => {
    expect(parseBlockName(blockName(77))).toBe(77);
    for (const name of ['block/', 'block/1x', 'inputs/block/1', '']) expect(parseBlockName(name)).toBeNull();
  });
});

it('reads a record back, and none that is torn', () => {
  const record = { number: 12, revision: 3, writtenMicros: 1_800_000_000_000_000 };
  const bytes = encodeRecord('seed', record);
  expect(decodeRecord(bytes)).toEqual(record);
  expect(encodeRecord('seed', record).equals(bytes)).toBe(true);
  for (const at of [0, 9, 20, 4095]) expect(decodeRecord(Buffer.from(bytes).fill((bytes[at] ?? 0) ^ 1, at, at + 1))).toBeNull();
});
