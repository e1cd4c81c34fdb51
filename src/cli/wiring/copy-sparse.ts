import { open, type FileHandle } from 'node:fs/promises';

const PIECE = 1_048_576;
const ZEROS = Buffer.alloc(PIECE);

/** The same bytes with holes where there are only zeros: the image of a volume is many times larger than what was written to it. */
export async function copySparse(from: Buffer, to: Buffer): Promise<void> {
  const source = await open(from, 'r');
  try {
    const target = await open(to, 'wx', 0o600);
    try {
      await copyPieces(source, target);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

async function copyPieces(source: FileHandle, target: FileHandle): Promise<void> {
  const piece = Buffer.allocUnsafe(PIECE);
  const { size } = await source.stat();
  await target.truncate(size);
  for (let at = 0; at < size;) {
    const { bytesRead } = await source.read(piece, 0, PIECE, at);
    if (bytesRead === 0) return;
    if (piece.compare(ZEROS, 0, bytesRead, 0, bytesRead) !== 0) await writeWhole(target, piece.subarray(0, bytesRead), at);
    at += bytesRead;
  }
}

async function writeWhole(target: FileHandle, bytes: Buffer, at: number): Promise<void> {
  for (let done = 0; done < bytes.length;) done += (await target.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
}
