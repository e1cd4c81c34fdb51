import { closeSync, openSync, readSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SandboxContext } from '../../../service.ts';
import { pathBytes } from '../tree/names.ts';
import { orGone, type Found } from '../tree/walk-tree.ts';
import { storedOf, type Stored } from './entry.ts';
import type { Pieces } from './pieces.ts';

/** Largest piece of a file. */
const PIECE_BYTES = 8 * 1_048_576;
/** As many files, or as many bytes, are kept in one transaction. */
const BATCH_FILES = 64;
const BATCH_BYTES = 1_048_576;

export interface ReadInput {
  readonly pieces: Pieces;
  readonly root: string;
  readonly key: string;
  /** What is read belongs to this snapshot in the making, so that a kill leaves no piece that nobody knows of. */
  readonly snapshot: string;
  readonly pace: Pace;
  readonly closing: SandboxContext['closing'];
}

/**
 * Reads the bytes of files of one folder into pieces that the snapshot holds. Files that have gone meanwhile are left out; one that changes
 * while it is read is kept as it was read. Throws when the sandbox closes meanwhile: a part of the files is no backup. Reads without waiting for a thread: the files lie on this machine's disk.
 */
export async function readFiles(input: ReadInput, { folder, files }: { readonly folder: string; readonly files: readonly Found[] }): Promise<readonly Stored[]> {
  const stored: Stored[] = [];
  let batch: Read[] = [];
  let bytes = 0;
  const keep = async (): Promise<void> => {
    input.pieces.change(() => {
      for (const { file, ids, last, size } of batch) stored.push(storedOf(file, { pieces: last === null ? ids : [...ids, input.pieces.putHeld(last, input)], size }));
    });
    await input.pace.spend({ files: batch.length, bytes });
    [batch, bytes] = [[], 0];
  };
  for (const file of files) {
    input.closing?.throwIfAborted();
    const read = await readOne(input, folder === '' ? file.name : `${folder}/${file.name}`, file);
    if (read === null) continue;
    batch.push(read);
    bytes += read.last?.length ?? 0;
    if (batch.length >= BATCH_FILES || bytes >= BATCH_BYTES) await keep();
  }
  if (batch.length > 0) await keep();
  return stored;
}

/** Lets other work have its turn after every batch of files, in whatever folders they lie. */
export class Pace {
  private files = 0;
  private bytes = 0;

  async spend({ files, bytes }: { readonly files: number; readonly bytes: number }): Promise<void> {
    this.files += files;
    this.bytes += bytes;
    if (this.files < BATCH_FILES && this.bytes < BATCH_BYTES) return;
    [this.files, this.bytes] = [0, 0];
    await nextTurn();
  }
}

interface Read {
  readonly file: Found;
  /** Pieces before the last, which are kept one by one so that a large file never lies in memory. */
  readonly ids: readonly number[];
  readonly last: Buffer | null;
  readonly size: number;
}

async function readOne(input: ReadInput, path: string, file: Found): Promise<Read | null> {
  const handle = orGone(() => openSync(pathBytes(input.root, path), 'r'));
  if (handle === null) return null;
  const ids: number[] = [];
  let size = 0;
  let last: Buffer | null = null;
  try {
    while (size < file.size || size === 0) {
      const space = Buffer.allocUnsafe(Math.min(PIECE_BYTES, Math.max(1, file.size - size)));
      const read = readSync(handle, space, 0, space.length, size);
      if (read === 0) break;
      const before = last;
      if (before !== null) {
        ids.push(input.pieces.change(() => input.pieces.putHeld(before, input)));
        await input.pace.spend({ files: 0, bytes: before.length });
      }
      last = space.subarray(0, read);
      size += read;
    }
  } finally {
    closeSync(handle);
  }
  return { file, ids, last, size };
}
