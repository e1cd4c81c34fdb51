import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { baseName, parentOf } from '../tree/names.ts';
import type { Entry, Stored } from './entry.ts';
import type { Pieces } from './pieces.ts';

/** The root of a tree: a folder whose name is empty. */
export type Root = Stored & { readonly folder: number };

/** Stores what lies in a folder as one piece and gives it with one reference. Inside `change` only. */
export function storeFolder(pieces: Pieces, key: string, entries: readonly Stored[]): number {
  const sorted = entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return pieces.put(zstdCompressSync(JSON.stringify({ entries: sorted })), key, [...new Set(sorted.flatMap((one) => (one.folder === undefined ? one.pieces : [one.folder])))]);
}

/** Inside `change` only. */
export function storeRoot(pieces: Pieces, key: string, root: Root): number {
  return pieces.put(zstdCompressSync(JSON.stringify({ root })), key, [root.folder]);
}

/** Inside `change` only. */
export function storeEarly(pieces: Pieces, key: string, root: Stored): number {
  return pieces.put(zstdCompressSync(JSON.stringify({ root })), key);
}

/** What lies in a folder. Throws BackupFailure for damage and for keys that cannot be used. */
export async function readFolder(pieces: Pieces, id: number): Promise<readonly Stored[]> {
  return (await readPiece<{ readonly entries: readonly Stored[] }>(pieces, id)).entries;
}

export async function readRoot(pieces: Pieces, id: number): Promise<Root> {
  return (await readPiece<{ readonly root: Root }>(pieces, id)).root;
}

/** Stores a whole tree, folder by folder from the leaves up, and gives the root's piece with one reference. Inside `change` only. The root has to be among the entries. */
export function storeTree(pieces: Pieces, key: string, entries: readonly Entry[]): number {
  const byFolder = Map.groupBy(entries.filter(({ path }) => path !== ''), ({ path }) => parentOf(path));
  const store = (at: string): number => {
    const made: number[] = [];
    const folder = storeFolder(pieces, key, (byFolder.get(at) ?? []).map(({ path, ...rest }): Stored => {
      if (rest.kind !== 'folder') return { name: baseName(path), ...rest };
      const inner = store(path);
      made.push(inner);
      return { name: baseName(path), ...rest, folder: inner };
    }));
    // the folder's piece holds them now
    for (const child of made) pieces.release(child);
    return folder;
  };
  const folder = store('');
  const { path: _path, ...root } = entries.find(({ path }) => path === '') ?? NO_ROOT;
  const id = storeRoot(pieces, key, { name: '', ...root, folder });
  pieces.release(folder);
  return id;
}

const NO_ROOT: Entry = { path: '', kind: 'folder', mode: 0o755, uid: 0, gid: 0, mtimeMicros: 0, size: 0, shared: null, sparse: false, target: null, pieces: [] };

/** Reads a whole tree back, parents before children. Throws BackupFailure for damage and for keys that cannot be used. */
export async function readTree(pieces: Pieces, id: number): Promise<readonly Entry[]> {
  const { folder, name: _name, ...root } = await readRoot(pieces, id);
  const found: Entry[] = [{ path: '', ...root }];
  const read = async (path: string, piece: number): Promise<void> => {
    for (const { name, folder: inner, ...rest } of await readFolder(pieces, piece)) {
      const at = path === '' ? name : `${path}/${name}`;
      found.push({ path: at, ...rest });
      if (inner !== undefined) await read(at, inner);
    }
  };
  await read('', folder);
  return found;
}

/** What a backup stored when it began: folders of which not all is stored have their things within. */
export async function readEarly(pieces: Pieces, id: number): Promise<Stored> {
  return (await readPiece<{ readonly root: Stored }>(pieces, id)).root;
}

async function readPiece<T>(pieces: Pieces, id: number): Promise<T> {
  return JSON.parse(zstdDecompressSync(await pieces.read(id)).toString()) as T;
}
