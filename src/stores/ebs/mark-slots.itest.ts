import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BLOCK_BYTES, blocksOf } from './block-geometry.ts';
import { readAt, withDevice, writeAt, type VolumeDevice } from './device.ts';
import { imageDigests } from './image-digests.ts';
import { appendMark, findSlots } from './mark-slots.ts';
import { MARK_BYTES, MarkTally, encodeMark } from './marks.ts';
import { encodeHeader, layoutFor, markBlocks } from './volume-layout.ts';
import { sha256 } from '#kit/digest';

const layout = layoutFor({ label: 'test', blocks: blocksOf(1), contentMiB: 8 });
let folder: string;
let device: VolumeDevice;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'redrill-volume-'));
  device = { path: join(folder, 'image'), sizeBytes: blocksOf(1) * BLOCK_BYTES };
  writeFileSync(device.path, encodeHeader(layout));
  truncateSync(device.path, device.sizeBytes);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function append(from: number, to: number): Promise<void> {
  await withDevice(device, 'r+', async (file) => {
    const slots = await findSlots(file, 'test');
    for (let seq = from; seq <= to; seq += 1) await appendMark(file, slots, { series: 's', seq, sentMicros: seq });
  });
}

async function marks(): Promise<MarkTally> {
  const tally = new MarkTally();
  const { from, to } = markBlocks(layout);
  await withDevice(device, 'r', async (file) => {
    for (let block = from; block < to; block += 1) tally.addBlock(await readAt(file, block * BLOCK_BYTES, BLOCK_BYTES));
  });
  return tally;
}

describe('marks on an image', () => {
  it('go on behind the last one when the device is opened again, also across blocks', async () => {
    await append(1, 4090);
    await append(4091, 5000);
    expect((await marks()).ranges()).toEqual([{ series: 's', ranges: [[1, 5000]] }]);
  });

  it('go on behind a last one that was torn, which counts as no mark', async () => {
    await append(1, 3);
    await withDevice(device, 'r+', (file) => writeAt(file, markBlocks(layout).from * BLOCK_BYTES + 3 * MARK_BYTES, encodeMark({ series: 's', seq: 4, sentMicros: 4 }).subarray(0, 10)));
    await append(5, 6);
    const read = await marks();
    expect(read.ranges()).toEqual([{ series: 's', ranges: [[1, 3], [5, 6]] }]);
    expect(read.torn).toBe(1);
  });

  it('are refused in one sentence where the volume has no header, and where no room is left', async () => {
    await withDevice(device, 'r+', async (file) => {
      const slots = await findSlots(file, 'test');
      slots.next = slots.end;
      await expect(appendMark(file, slots, { series: 's', seq: 1, sentMicros: 1 })).rejects.toMatchObject({ code: 'ebs.MarksFull' });
      await writeAt(file, 100, Buffer.from('x'));
      await expect(findSlots(file, 'test')).rejects.toMatchObject({ code: 'ebs.NoHeader' });
    });
  });
});

it('digests every block of an image that is not all zeros, in threads', async () => {
  const last = blocksOf(1) - 1;
  const block = Buffer.alloc(BLOCK_BYTES, 7);
  await withDevice(device, 'r+', async (file) => {
    for (const index of [500, 1024, last]) await writeAt(file, index * BLOCK_BYTES, block);
    await writeAt(file, 600 * BLOCK_BYTES, Buffer.alloc(BLOCK_BYTES));
  });
  const digests = await imageDigests(device);
  expect([...digests.keys()]).toEqual([0, 500, 1024, last]);
  expect(digests.get(last)).toBe(sha256(block));
});
