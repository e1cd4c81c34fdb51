import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Wraps the key of one body under a key that lies elsewhere. */
export interface BodyKeyWrap {
  wrap(key: Buffer): Buffer;
  unwrap(wrapped: Buffer): Buffer;
}

/** How a stored body is cut into sealed frames, read from its first bytes. */
export interface SealedLayout {
  readonly headBytes: number;
  readonly wrapped: Buffer;
}

/** Plaintext of one frame: a range read opens only the frames it touches. */
const FRAME_BYTES = 64 * 1024;

/** Enough of a stored body to hold its head. */
export const LONGEST_HEAD_BYTES = 1024;

const MAGIC = Buffer.from('RDBODY\u0001', 'latin1');
const KEY_BYTES = 32;
const TAG_BYTES = 16;
const SEALED_FRAME_BYTES = FRAME_BYTES + TAG_BYTES;

/** Seals bytes at hand. A body is a head with its own wrapped key, then frames of AES-256-GCM; two bodies never look alike. */
export function sealBytes(plain: Uint8Array, wrap: Pick<BodyKeyWrap, 'wrap'>): Buffer {
  const { head, key } = begin(wrap);
  const out: Buffer[] = [head];
  const frames = Math.max(1, Math.ceil(plain.length / FRAME_BYTES));
  for (let i = 0; i < frames; i += 1) out.push(sealFrame(key, plain.subarray(i * FRAME_BYTES, (i + 1) * FRAME_BYTES), { index: i, last: i === frames - 1 }));
  return Buffer.concat(out);
}

/** Seals a body as it comes in. */
export async function* sealStream(source: AsyncIterable<Uint8Array>, wrap: Pick<BodyKeyWrap, 'wrap'>): AsyncGenerator<Buffer> {
  const { head, key } = begin(wrap);
  yield head;
  let held: Buffer | null = null;
  let index = 0;
  for await (const frame of inFrames(source, FRAME_BYTES)) {
    if (held) {
      yield sealFrame(key, held, { index, last: false });
      index += 1;
    }
    held = frame;
  }
  yield sealFrame(key, held ?? Buffer.alloc(0), { index, last: true });
}

/** The layout of a stored body; null for bytes that no body begins with. */
export function sealedLayout(start: Uint8Array): SealedLayout | null {
  const bytes = Buffer.from(start.buffer, start.byteOffset, start.byteLength);
  if (bytes.length < MAGIC.length + 2 || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return null;
  const wrappedAt = MAGIC.length + 2;
  const headBytes = wrappedAt + bytes.readUInt16BE(MAGIC.length);
  return bytes.length < headBytes ? null : { headBytes, wrapped: bytes.subarray(wrappedAt, headBytes) };
}

/** Length of the plaintext of a stored body. */
export function plainLength(storedBytes: number, { headBytes }: SealedLayout): number {
  const body = storedBytes - headBytes;
  return Math.max(0, body - Math.ceil(body / SEALED_FRAME_BYTES) * TAG_BYTES);
}

/** Where the frames that hold a range of the plaintext lie in the stored body; `end` is inclusive in both. */
export function storedRange({ start, end }: { readonly start: number; readonly end: number }, storedBytes: number, { headBytes }: SealedLayout): { readonly start: number; readonly end: number; readonly firstFrame: number } {
  const firstFrame = Math.floor(start / FRAME_BYTES);
  const lastFrame = Math.floor(end / FRAME_BYTES);
  return { firstFrame, start: headBytes + firstFrame * SEALED_FRAME_BYTES, end: Math.min(headBytes + (lastFrame + 1) * SEALED_FRAME_BYTES, storedBytes) - 1 };
}

/** Opens frames from the first that `at` names on and gives the plaintext of the range. Throws when a frame was changed, moved, or the body was cut. */
export async function* openFrames(stored: AsyncIterable<Uint8Array>, key: Buffer, at: { readonly start: number; readonly end: number; readonly firstFrame: number; readonly frames: number }): AsyncGenerator<Buffer> {
  let index = at.firstFrame;
  for await (const frame of inFrames(stored, SEALED_FRAME_BYTES)) {
    const offset = index * FRAME_BYTES;
    const plain = openFrame(key, frame, { index, last: index === at.frames - 1 });
    yield plain.subarray(Math.max(0, at.start - offset), at.end + 1 - offset);
    index += 1;
  }
}

/** The whole plaintext of a stored body in memory. */
export function openBytes(stored: Buffer, key: Buffer, layout: SealedLayout): Buffer {
  const frames = frameCount(stored.length, layout);
  const out: Buffer[] = [];
  for (let i = 0; i < frames; i += 1) {
    const at = layout.headBytes + i * SEALED_FRAME_BYTES;
    out.push(openFrame(key, stored.subarray(at, at + SEALED_FRAME_BYTES), { index: i, last: i === frames - 1 }));
  }
  return out.length === 1 ? out[0] ?? Buffer.alloc(0) : Buffer.concat(out);
}

/** How many frames a stored body has. */
export function frameCount(storedBytes: number, { headBytes }: SealedLayout): number {
  return Math.ceil((storedBytes - headBytes) / SEALED_FRAME_BYTES);
}

function begin(wrap: Pick<BodyKeyWrap, 'wrap'>): { readonly head: Buffer; readonly key: Buffer } {
  const key = randomBytes(KEY_BYTES);
  const wrapped = wrap.wrap(key);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(wrapped.length);
  return { key, head: Buffer.concat([MAGIC, length, wrapped]) };
}

interface FramePlace {
  readonly index: number;
  readonly last: boolean;
}

function sealFrame(key: Buffer, plain: Uint8Array, place: FramePlace): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonceOf(place));
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function openFrame(key: Buffer, frame: Uint8Array, place: FramePlace): Buffer {
  if (frame.length < TAG_BYTES) throw damaged();
  const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(place)).setAuthTag(frame.subarray(frame.length - TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(frame.subarray(0, frame.length - TAG_BYTES)), decipher.final()]);
  } catch (cause) {
    throw Object.assign(damaged(), { cause });
  }
}

/** The frame's number and whether it is the last: each body has a key of its own, so no nonce repeats, and no frame fits elsewhere. */
function nonceOf({ index, last }: FramePlace): Buffer {
  const nonce = Buffer.alloc(12);
  nonce[0] = last ? 1 : 0;
  nonce.writeUInt32BE(Math.floor(index / 2 ** 32), 4);
  nonce.writeUInt32BE(index % 2 ** 32, 8);
  return nonce;
}

function damaged(): Error {
  return new Error('an encrypted body was damaged below the sandbox: a frame of it is not authentic');
}

/** Regroups a stream into pieces of one size; the last may be shorter. */
async function* inFrames(source: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Buffer> {
  let parts: Uint8Array[] = [];
  let held = 0;
  for await (const chunk of source) {
    let rest = chunk;
    while (held + rest.length >= size) {
      const taken = rest.subarray(0, size - held);
      yield Buffer.concat([...parts, taken]);
      rest = rest.subarray(taken.length);
      parts = [];
      held = 0;
    }
    if (rest.length > 0) parts.push(rest);
    held += rest.length;
  }
  if (held > 0) yield Buffer.concat(parts);
}
