import { hash } from 'node:crypto';
import type { Found } from '../tree/walk-tree.ts';
import { storedOf, type Stored } from './entry.ts';
import { readFolder, storeEarly } from './folders.ts';
import { readFiles, type ReadInput } from './read-files.ts';

/**
 * Stores what a backup reads when it begins, held by the snapshot: of folders that look as they did in the last tree everything, of the others
 * early things only.
 */
export async function keepEarly(input: ReadInput, { tree, last }: { readonly tree: Found; readonly last: Stored | null }): Promise<number> {
  const { pieces, key, snapshot } = input;
  const root = await earlyFolder(input, tree, { path: '', last });
  return pieces.change(() => pieces.hold(storeEarly(pieces, key, root), snapshot));
}

/**
 * Whether a backup reads something when it begins; the rest it reads when it ends. Follows from the path alone, so that files of one folder
 * fall on both sides; names of one file are read together, or a backup would tear a file from itself.
 */
export function isEarly(path: string, { shared }: Pick<Found, 'shared'>): boolean {
  return (hash('sha256', shared ?? path, 'buffer')[0] ?? 0) < 128;
}

/** What is stored of a folder, by name; nothing where there is no such folder. */
export async function namesIn({ pieces }: Pick<ReadInput, 'pieces'>, folder: Stored | null): Promise<ReadonlyMap<string, Stored>> {
  const stored = folder?.within ?? (folder?.folder === undefined ? [] : await readFolder(pieces, folder.folder));
  return new Map(stored.map((one) => [one.name, one]));
}

/** Files and links of one folder. A file that looks as it did last time (size, times, inode number) is not read again. */
export async function storedThings(input: ReadInput, { path, known, things }: { readonly path: string; readonly known: ReadonlyMap<string, Stored>; readonly things: readonly Found[] }): Promise<readonly Stored[]> {
  const entries: Stored[] = [];
  const unread: Found[] = [];
  for (const thing of things) {
    const was = known.get(thing.name);
    if (thing.kind === 'link' && thing.target !== null) entries.push(storedOf(thing));
    else if (thing.kind === 'file' && was?.kind === 'file' && was.mark === thing.mark) entries.push(was);
    else if (thing.kind === 'file') unread.push(thing);
  }
  return [...entries, ...(await readFiles(input, { folder: path, files: unread }))];
}

/** What is stored of a folder under a name; null where there is none, or something else. */
export function folderIn(stored: ReadonlyMap<string, Stored>, { name }: Pick<Found, 'name'>): Stored | null {
  const one = stored.get(name);
  return one?.kind === 'folder' ? one : null;
}

export function below(path: string, name: string): string {
  return path === '' ? name : `${path}/${name}`;
}

async function earlyFolder(input: ReadInput, found: Found, { path, last }: { readonly path: string; readonly last: Stored | null }): Promise<Stored> {
  if (last !== null && last.mark === found.mark) return last;
  const known = await namesIn(input, last);
  const within: Stored[] = [];
  for (const child of found.children) {
    if (child.kind === 'folder') within.push(await earlyFolder(input, child, { path: below(path, child.name), last: folderIn(known, child) }));
  }
  within.push(...(await storedThings(input, { path, known, things: found.children.filter((child) => child.kind !== 'folder' && isEarly(below(path, child.name), child)) })));
  const { mark: _mark, ...folder } = storedOf(found);
  const stored = new Set(within.map(({ name }) => name));
  return { ...folder, within, unread: found.children.filter(({ kind, name }) => kind !== 'folder' && !stored.has(name)).map(({ name }) => name) };
}
