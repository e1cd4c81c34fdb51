import type { FileHandle } from 'node:fs/promises';
import { RedrillError } from '#kit/redrill-error';
import { BLOCK_BYTES } from './block-geometry.ts';
import { readAt, writeAt } from './device.ts';
import { encodeMark, isEmptySlot, MARK_BYTES, type Mark } from './marks.ts';
import { decodeHeader, HEADER_BYTES, markBlocks, mustHaveHeader, type VolumeLayout } from './volume-layout.ts';

/** Where the next mark of a volume goes. */
export interface MarkSlots {
  readonly layout: VolumeLayout;
  /** Byte offsets. */
  next: number;
  readonly end: number;
}

/** Finds the end of the marks by bisection: they are appended, so all slots behind the first empty one are empty. */
export async function findSlots(device: FileHandle, where: string): Promise<MarkSlots> {
  const layout = mustHaveHeader(decodeHeader(await readAt(device, 0, HEADER_BYTES)), where);
  const blocks = markBlocks(layout);
  const [begin, end] = [blocks.from * BLOCK_BYTES, blocks.to * BLOCK_BYTES];
  let [low, high] = [0, (end - begin) / MARK_BYTES];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isEmptySlot(await readAt(device, begin + middle * MARK_BYTES, MARK_BYTES))) high = middle;
    else low = middle + 1;
  }
  return { layout, next: begin + low * MARK_BYTES, end };
}

/** Appends one mark. The device has it when this resolves; only then the next slot is taken. */
export async function appendMark(device: FileHandle, slots: MarkSlots, mark: Mark): Promise<void> {
  if (slots.next >= slots.end) throw new RedrillError('ebs.MarksFull', `the region for marks is full after ${(slots.end / BLOCK_BYTES - markBlocks(slots.layout).from) * (BLOCK_BYTES / MARK_BYTES)} marks: zero the blocks of marks, or make the volume anew`, { actor: 'platform' });
  await writeAt(device, slots.next, encodeMark(mark));
  slots.next += MARK_BYTES;
}
