import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { frameCount, openBytes, openFrames, plainLength, sealBytes, sealedLayout, sealStream, storedRange } from './sealed-body.ts';
import type { SealedLayout } from './sealed-body.ts';

const FRAME = 64 * 1024;
const STORED_FRAME = FRAME + 16;
const wrap = { wrap: (key: Buffer): Buffer => Buffer.from(key) };

function layoutOf(stored: Buffer): SealedLayout {
  const layout = sealedLayout(stored.subarray(0, 100));
  if (!layout) throw new Error('not sealed');
  return layout;
}

function range(stored: Buffer, start: number, end: number): Promise<Buffer> {
  const layout = layoutOf(stored);
  const at = storedRange({ start, end }, stored.length, layout);
  return buffer(openFrames(Readable.from([stored.subarray(at.start, at.end + 1)]), layout.wrapped, { start, end, firstFrame: at.firstFrame, frames: frameCount(stored.length, layout) }));
}

describe('a sealed body', () => {
  test.each([0, 1, FRAME - 1, FRAME, FRAME + 1, 3 * FRAME])('of %i bytes has the same length and bytes when it is opened, sealed at once or as a stream', async (size) => {
    const plain = Buffer.alloc(size, 'abcdefghijk');
    for (const stored of [sealBytes(plain, wrap), await buffer(sealStream(Readable.from([plain.subarray(0, 7), plain.subarray(7)]), wrap))]) {
      const layout = layoutOf(stored);
      expect(plainLength(stored.length, layout)).toBe(size);
      expect(openBytes(stored, layout.wrapped, layout).equals(plain)).toBe(true);
    }
  });

  test('gives any range without the frames outside it', async () => {
    const plain = Buffer.from(Array.from({ length: 200_000 }, (_, i) => i % 251));
    const stored = sealBytes(plain, wrap);
    await fc.assert(fc.asyncProperty(fc.nat(plain.length - 1), fc.nat(plain.length - 1), async (a, b) => {
      const [start, end] = [Math.min(a, b), Math.max(a, b)];
      expect((await range(stored, start, end)).equals(plain.subarray(start, end + 1))).toBe(true);
    }), { numRuns: 60 });
  });

  test('is refused when it was cut at a frame, grew by one, had two frames swapped, or a bit changed', () => {
    const stored = sealBytes(Buffer.alloc(3 * FRAME, 'x'), wrap);
    const layout = layoutOf(stored);
    const frame = (i: number): Buffer => stored.subarray(layout.headBytes + i * STORED_FRAME, layout.headBytes + (i + 1) * STORED_FRAME);
    const body = (...frames: readonly Buffer[]): Buffer => Buffer.concat([stored.subarray(0, layout.headBytes), ...frames]);
    const flipped = Buffer.from(stored);
    flipped[layout.headBytes + 70_000] = (flipped[layout.headBytes + 70_000] ?? 0) ^ 1;
    expect(openBytes(body(frame(0), frame(1), frame(2)), layout.wrapped, layout)).toHaveLength(3 * FRAME);
    for (const bad of [body(frame(0), frame(1)), body(frame(0), frame(1), frame(2), frame(2)), body(frame(1), frame(0), frame(2)), body(frame(0).subarray(0, 5)), flipped]) expect(() => openBytes(bad, layout.wrapped, layout)).toThrow(/not authentic/);
  });
});
