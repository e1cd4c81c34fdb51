import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { baseName, parentOf } from '../tree/names.ts';
import type { Entry } from './entry.ts';
import type { Pieces } from './pieces.ts';

/** An entry inside its folder's piece; of a folder, `folder` is the piece that holds what lies in it. */
type Stored = Omit<Entry, 'path'> & { readonly name: string; readonly folder?: number };

/** Stores a tree, folder by folder from the leaves up, and gives the root's piece with one reference. Inside `change` only. The root has to be among the entries. */
export function storeTree(pieces: Pieces, key: string, entries: readonly Entry[]): number {
  const byFolder = new Map<string, Entry[]>();
  for (const entry of entries) {
    if (entry.path === '') continue;
    const parent = parentOf(entry.path);
    const list = byFolder.get(parent);
    if (list) list.push(entry);
    else byFolder.set(parent, [entry]);
  }
  const store = (path: string): number => {
    const made: number[] = [];
    const stored = (byFolder.get(path) ?? []).toSorted((a, b) => (a.path < b.path ? -1 : 1)).map((entry): Stored => {
      const { path: at, ...rest } = entry;
      if (entry.kind !== 'folder') return { name: baseName(at), ...rest };
      const folder = store(at);
      made.push(folder);
      return { name: baseName(at), ...rest, folder };
    });
    const children = [...new Set(stored.flatMap((one) => (one.folder === undefined ? one.pieces : [one.folder])))];
    const id = pieces.put(zstdCompressSync(JSON.stringify({ entries: stored })), key, children);
    // the folder's piece holds them now
    for (const child of made) pieces.release(child);
    return id;
  };
  const root = entries.find(({ path }) => path === '');
  const top = store('');
  if (!root) return top;
  const { path: _path, ...rest } = root;
  const id = pieces.put(zstdCompressSync(JSON.stringify({ root: { ...rest, folder: top } })), key, [top]);
  pieces.release(top);
  return id;
}

/** Reads a tree back, parents before children. Throws BackupFailure for damage and for keys that cannot be used. */
export async function readTree(pieces: Pieces, id: number): Promise<readonly Entry[]> {
  const { root } = await readPiece<{ readonly root: Omit<Stored, 'name'> }>(pieces, id);
  const { folder, ...top } = root;
  const found: Entry[] = [{ path: '', ...top }];
  const read = async (path: string, piece: number): Promise<void> => {
    const { entries } = await readPiece<{ readonly entries: readonly Stored[] }>(pieces, piece);
    for (const { name, folder: inner, ...rest } of entries) {
      const at = path === '' ? name : `${path}/${name}`;
      found.push({ path: at, ...rest });
      if (inner !== undefined) await read(at, inner);
    }
  };
  if (folder !== undefined) await read('', folder);
  return found;
}

async function readPiece<T>(pieces: Pieces, id: number): Promise<T> {
  return JSON.parse(zstdDecompressSync(await pieces.read(id)).toString()) as T;
}
