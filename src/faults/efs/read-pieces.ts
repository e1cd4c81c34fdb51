import { open } from 'node:fs/promises';
import { sha256 } from '#kit/digest';
import { pathBytes } from '#stores/efs/names';
import { look, orGone } from '#stores/efs/walk-tree';
import type { KeptEntry } from './kept-tree.ts';

/** Largest piece: what lies in memory at once of a large file. */
const PIECE_BYTES = 16 * 1_048_576;

/** A file in pieces of one size, the last one shorter, as large as it was when it was opened; nothing where it is gone. */
export async function* readPieces(root: string, path: string): AsyncGenerator<Buffer> {
  const file = await orGone(open(pathBytes(root, path), 'r'));
  if (file === null) return;
  try {
    const { size } = await file.stat();
    for (let at = 0; at < size;) {
      const space = Buffer.allocUnsafe(Math.min(PIECE_BYTES, size - at));
      let filled = 0;
      while (filled < space.length) {
        const { bytesRead } = await file.read(space, filled, space.length - filled, at + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      if (filled === 0) return;
      yield space.subarray(0, filled);
      at += filled;
    }
  } finally {
    await file.close();
  }
}

/** Whether a file holds, byte for byte, what the copy has of it: its size and time may be those of before all the same. */
export async function sameBytes(root: string, { path, sizeBytes, pieces }: KeptEntry): Promise<boolean> {
  const there = await look(root, path);
  if (there?.kind !== 'file' || there.sizeBytes !== sizeBytes) return false;
  let n = 0;
  for await (const piece of readPieces(root, path)) {
    if (sha256(piece) !== pieces[n]) return false;
    n += 1;
  }
  return n === pieces.length;
}
