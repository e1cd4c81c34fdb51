import type { Readable } from 'node:stream';

/** All bytes of a stream. Blocks come in a few large pieces, for which `stream/consumers` with its detour over a Blob costs several times as much. */
export async function collectBytes(stream: Readable): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece as Buffer);
  const [first] = pieces;
  return first !== undefined && pieces.length === 1 ? first : Buffer.concat(pieces);
}
