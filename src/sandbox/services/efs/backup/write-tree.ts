import { chmodSync, linkSync, lutimesSync, mkdirSync, symlinkSync, utimesSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { SandboxContext } from '../../../service.ts';
import { pathBytes } from '../tree/names.ts';
import { giveTo } from '../tree/ownership.ts';
import type { Entry } from './entry.ts';
import { piecesOf, type Pieces } from './pieces.ts';

const AT_ONCE = 32;
const HOLE_BYTES = 4096;
const ZEROS = Buffer.alloc(HOLE_BYTES);

/** Writes a tree into a new folder with owners, modes, times, links and holes as they were. Entries come parents before children. Throws when the sandbox closes meanwhile. */
export async function writeTree(context: SandboxContext, target: string, entries: readonly Entry[]): Promise<void> {
  const folders = entries.filter(({ kind }) => kind === 'folder');
  mkdirSync(target, { mode: 0o700 });
  for (const { path } of folders) if (path !== '') mkdirSync(pathBytes(target, path), { mode: 0o700 });
  const { first, again } = names(entries.filter(({ kind }) => kind === 'file'));
  for (let i = 0; i < first.length; i += AT_ONCE) {
    context.closing?.throwIfAborted();
    await Promise.all(first.slice(i, i + AT_ONCE).map((file) => writeFile(piecesOf(context), target, file)));
  }
  for (const { of, path } of again) linkSync(pathBytes(target, of), pathBytes(target, path));
  for (const { path, target: to, mtimeMicros, uid, gid } of entries.filter(({ kind }) => kind === 'link')) {
    const at = pathBytes(target, path);
    symlinkSync(Buffer.from(to ?? '', 'latin1'), at);
    giveTo(at, { uid, gid });
    lutimesSync(at, mtimeMicros / 1e6, mtimeMicros / 1e6);
  }
  // leaves first, and last of all: writing into a folder changes its time, and a folder may forbid writing
  for (const folder of folders.toReversed()) finish(pathBytes(target, folder.path), folder);
}

/** Each file once, and the further names it has. */
function names(files: readonly Entry[]): { readonly first: readonly Entry[]; readonly again: readonly { readonly of: string; readonly path: string }[] } {
  const paths = new Map<string, string>();
  const first: Entry[] = [];
  const again: { of: string; path: string }[] = [];
  for (const file of files) {
    const of = file.shared === null ? undefined : paths.get(file.shared);
    if (of === undefined) first.push(file);
    else again.push({ of, path: file.path });
    if (file.shared !== null && of === undefined) paths.set(file.shared, file.path);
  }
  return { first, again };
}

async function writeFile(pieces: Pieces, target: string, file: Entry): Promise<void> {
  const at = pathBytes(target, file.path);
  const handle = await open(at, 'wx', 0o600);
  try {
    let position = 0;
    for (const id of file.pieces) {
      const bytes = await pieces.read(id);
      if (file.sparse) await writeAround(handle, bytes, position);
      else await handle.writeFile(bytes);
      position += bytes.length;
    }
    if (file.sparse) await handle.truncate(file.size);
  } finally {
    await handle.close();
  }
  finish(at, file);
}

/** Blocks of zeros are left out: they stay holes. */
async function writeAround(handle: Awaited<ReturnType<typeof open>>, bytes: Buffer, position: number): Promise<void> {
  for (let i = 0; i < bytes.length; i += HOLE_BYTES) {
    const block = bytes.subarray(i, i + HOLE_BYTES);
    if (!block.equals(ZEROS.subarray(0, block.length))) await handle.write(block, 0, block.length, position + i);
  }
}

/** The owner before the mode, because giving a file away clears its set-id bits. */
function finish(at: Buffer, { uid, gid, mode, mtimeMicros }: Entry): void {
  giveTo(at, { uid, gid });
  chmodSync(at, mode);
  utimesSync(at, mtimeMicros / 1e6, mtimeMicros / 1e6);
}
