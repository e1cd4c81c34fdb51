import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { bug } from '#kit/redrill-error';
import type { BodyKeyWrap, SealedLayout } from './sealed-body.ts';
import { frameCount, LONGEST_HEAD_BYTES, openBytes, openFrames, plainLength, sealedLayout, storedRange } from './sealed-body.ts';

/** A stored body that is sealed; its key is unwrapped when the first byte is wanted, so that looking at its size needs no key. */
export interface SealedBlob {
  readonly plainBytes: number;
  /** Plaintext of a body that lies in the database. */
  open(stored: Buffer): Buffer;
  /** Plaintext of a range, `end` inclusive, of a body that lies in a file. */
  stream(range: { readonly start: number; readonly end: number }): AsyncIterable<Buffer>;
}

/** A sealed body in the database. */
export function sealedBytes(stored: Buffer, wrap: Pick<BodyKeyWrap, 'unwrap'>): SealedBlob {
  const layout = requireLayout(stored);
  return {
    plainBytes: plainLength(stored.length, layout),
    open: (bytes) => openBytes(bytes, wrap.unwrap(layout.wrapped), layout),
    stream: () => { throw bug('blob.inline', 'a body in the database is not streamed'); },
  };
}

/** A sealed body in a file. */
export function sealedFile(path: string, storedBytes: number, wrap: Pick<BodyKeyWrap, 'unwrap'>): SealedBlob {
  const layout = requireLayout(firstBytes(path));
  return {
    plainBytes: plainLength(storedBytes, layout),
    open: () => { throw bug('blob.file', 'a body in a file is streamed'); },
    stream: (range) => {
      const stored = storedRange(range, storedBytes, layout);
      const file = createReadStream(path, { start: stored.start, end: stored.end, highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>;
      return openFrames(file, wrap.unwrap(layout.wrapped), { ...range, firstFrame: stored.firstFrame, frames: frameCount(storedBytes, layout) });
    },
  };
}

/** Enough of a file to hold the head of a sealed body. */
export function firstBytes(path: string): Buffer {
  const head = Buffer.alloc(LONGEST_HEAD_BYTES);
  const file = openSync(path, 'r');
  try {
    return head.subarray(0, readSync(file, head, 0, head.length, 0));
  } finally {
    closeSync(file);
  }
}

function requireLayout(start: Buffer): SealedLayout {
  const layout = sealedLayout(start);
  if (!layout) throw bug('blob.not-sealed', 'a stored body should be sealed but does not begin like one');
  return layout;
}
