import { allOf, type Found } from '../tree/walk-tree.ts';
import { below, folderIn, isEarly, namesIn, storedThings } from './early-tree.ts';
import { amountOf, storedOf, type Amount, type Stored } from './entry.ts';
import { readEarly, storeFolder, storeRoot } from './folders.ts';
import type { ReadInput } from './read-files.ts';

/** A stored tree that the snapshot holds. */
export interface Kept extends Amount {
  readonly piece: number;
}

/**
 * Stores what a backup reads when it ends, together with what it read when it began: folders and late things as they are now, early things as
 * they were then. What lies in a folder that has gone meanwhile keeps it.
 */
export async function keepLate(input: ReadInput, { tree, early, last }: { readonly tree: Found; readonly early: number; readonly last: Stored | null }): Promise<Kept> {
  const { pieces, key, snapshot } = input;
  const { stored, files, bytes } = await lateFolder(input, { path: '', look: storedOf(tree), now: tree, begun: await readEarly(pieces, early), last });
  return { piece: pieces.change(() => pieces.hold(storeRoot(pieces, key, stored), snapshot)), files, bytes };
}

/** A folder as it is now, as it was when the backup began, and as it was in the last tree. */
interface Folder {
  readonly path: string;
  /** Its owner, mode and time, as they were last. */
  readonly look: Stored;
  /** Null when it has gone meanwhile. */
  readonly now: Found | null;
  readonly begun: Stored | null;
  readonly last: Stored | null;
}

interface KeptFolder extends Amount {
  readonly stored: Stored & { readonly folder: number };
}

async function lateFolder(input: ReadInput, { path, look, now, begun, last }: Folder): Promise<KeptFolder> {
  if (now !== null && begun?.folder !== undefined && begun.mark === now.mark) return { stored: { ...begun, folder: begun.folder }, ...amountOf(allOf(now)) };
  const [early, known] = [await namesIn(input, begun), await namesIn(input, last)];
  const [inside, others] = [now?.children.filter(({ kind }) => kind === 'folder') ?? [], now?.children.filter(({ kind }) => kind !== 'folder') ?? []];
  const unread = new Set(begun?.unread);
  const late = await storedThings(input, { path, known, things: others.filter((one) => !isEarly(below(path, one.name), one) || wasLate(one, { path, early, unread })) });
  const taken = new Set([...late, ...inside].map(({ name }) => name));
  const left = [...early.values()].filter(({ name }) => !taken.has(name));
  const folders: KeptFolder[] = [];
  for (const child of inside) folders.push(await lateFolder(input, { path: below(path, child.name), look: storedOf(child), now: child, begun: folderIn(early, child), last: folderIn(known, child) }));
  for (const gone of left.filter(({ kind }) => kind === 'folder')) {
    const kept = await lateFolder(input, { path: below(path, gone.name), look: gone, now: null, begun: gone, last: null });
    if (kept.files > 0) folders.push(kept);
  }
  return keepFolder(input, { look, now, things: [...late, ...left.filter((one) => one.kind !== 'folder' && isEarly(below(path, one.name), one))], folders });
}

/**
 * Whether a thing that was there when the backup began was left for its end. What it looks like now does not tell: a file that got or lost another
 * name meanwhile may count as early now, and nobody would read it.
 */
function wasLate({ name }: Found, { path, early, unread }: { readonly path: string; readonly early: ReadonlyMap<string, Stored>; readonly unread: ReadonlySet<string> }): boolean {
  const was = early.get(name);
  if (was === undefined) return unread.has(name);
  return was.kind !== 'folder' && !isEarly(below(path, name), was);
}

interface Parts extends Pick<Folder, 'look' | 'now'> {
  readonly things: readonly Stored[];
  readonly folders: readonly KeptFolder[];
}

function keepFolder({ pieces, key, snapshot }: ReadInput, { look, now, things, folders }: Parts): KeptFolder {
  const entries = [...folders.map(({ stored }) => stored), ...things];
  const folder = pieces.change(() => pieces.hold(storeFolder(pieces, key, entries), snapshot));
  const own = amountOf(things);
  const { mark: _mark, within: _within, unread: _unread, ...rest } = look;
  return {
    stored: { ...rest, folder, ...(now !== null && isWhole(entries, now) ? { mark: now.mark } : {}) },
    files: folders.reduce((sum, { files }) => sum + files, own.files), bytes: folders.reduce((sum, { bytes }) => sum + bytes, own.bytes),
  };
}

/** Everything is stored as the folder looks now: the next backup need not look into it as long as it looks so. */
function isWhole(entries: readonly Stored[], { children }: Found): boolean {
  const marks = new Map(entries.map(({ name, mark }) => [name, mark]));
  const wanted = children.filter(({ kind }) => kind !== 'other');
  return wanted.length === entries.length && wanted.every(({ name, mark }) => marks.get(name) === mark);
}
