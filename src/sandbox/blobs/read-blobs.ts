import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { SealedBlob } from './sealed-blob.ts';

/** Digests of files that someone is reading; they outlive their last reference until the reader closes. */
export type BlobPins = Map<string, number>;

export interface BlobSegment {
  readonly digest: string;
  readonly size: number;
  readonly bytes: Buffer | null;
  readonly path: string | null;
  /** How to open it, when its bytes are sealed; `size` is that of its plaintext. */
  readonly sealed: SealedBlob | null;
}

/** A body to be read once, whole or in part. Exactly one of `stream`, `bytes`, `whole` or `close` ends it. */
export interface BodyReader {
  /** The number of bytes that are really there. */
  readonly sizeBytes: number;
  /** Bytes from `start` up to and including `end`. */
  stream(range?: ByteRange): Readable;
  /** The same in memory when every segment is inline, else null (and the reader stays open). */
  bytes(range?: ByteRange): Buffer | null;
  /** All of it in memory; for bodies that are small enough, which is cheaper than a stream. */
  whole(): Promise<Buffer>;
  close(): void;
}

export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Reads segments one after the other. `unpinned` is told each file that nobody reads any more. */
export function readBlobs(segments: readonly BlobSegment[], hold: { readonly pins: BlobPins; readonly unpinned: (digest: string) => void }): BodyReader {
  const sizeBytes = segments.reduce((sum, segment) => sum + segment.size, 0);
  const files = segments.filter((segment) => segment.path !== null);
  for (const file of files) hold.pins.set(file.digest, (hold.pins.get(file.digest) ?? 0) + 1);
  let open = true;
  const close = (): void => {
    if (!open) return;
    open = false;
    for (const file of files) unpin(file.digest, hold);
  };
  return {
    sizeBytes,
    close,
    stream: (range = { start: 0, end: sizeBytes - 1 }) => {
      const stream = Readable.from(chunks(segments, range), { objectMode: false });
      return stream.once('close', close);
    },
    bytes: (range = { start: 0, end: sizeBytes - 1 }) => {
      if (files.length > 0) return null;
      close();
      const whole = segments.length === 1 ? inlineBytes(segments[0]) : Buffer.concat(segments.flatMap((segment) => inlineBytes(segment) ?? []));
      return (whole ?? Buffer.alloc(0)).subarray(range.start, range.end + 1);
    },
    whole: async () => {
      try {
        const [first, ...more] = await Promise.all(segments.map(wholeBytes));
        return first !== undefined && more.length === 0 ? first : Buffer.concat([first ?? Buffer.alloc(0), ...more]);
      } finally {
        close();
      }
    },
  };
}

async function wholeBytes(segment: BlobSegment): Promise<Buffer> {
  const inline = inlineBytes(segment);
  if (inline) return inline;
  if (!segment.sealed) return segment.path === null ? Buffer.alloc(0) : readFile(segment.path);
  const frames: Buffer[] = [];
  for await (const frame of segment.sealed.stream({ start: 0, end: segment.size - 1 })) frames.push(frame);
  return Buffer.concat(frames);
}

function inlineBytes(segment: BlobSegment | undefined): Buffer | null {
  return segment?.bytes && segment.sealed ? segment.sealed.open(segment.bytes) : segment?.bytes ?? null;
}

async function* chunks(segments: readonly BlobSegment[], range: ByteRange): AsyncGenerator<Buffer> {
  let offset = 0;
  for (const segment of segments) {
    const start = Math.max(range.start - offset, 0);
    const end = Math.min(range.end - offset, segment.size - 1);
    offset += segment.size;
    if (start > end) continue;
    const bytes = inlineBytes(segment);
    if (bytes) yield bytes.subarray(start, end + 1);
    else if (segment.sealed) yield* segment.sealed.stream({ start, end });
    else if (segment.path !== null) yield* createReadStream(segment.path, { start, end, highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>;
  }
}

function unpin(digest: string, hold: { readonly pins: BlobPins; readonly unpinned: (digest: string) => void }): void {
  const left = (hold.pins.get(digest) ?? 1) - 1;
  if (left > 0) {
    hold.pins.set(digest, left);
    return;
  }
  hold.pins.delete(digest);
  hold.unpinned(digest);
}
