import type { BigIntStats } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { keyOf, pathBytes } from './names.ts';

/** One thing of a tree, without its bytes. */
export interface TreeEntry {
  readonly key: string;
  readonly path: string;
  readonly kind: 'folder' | 'file' | 'link' | 'other';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtimeMicros: number;
  readonly sizeBytes: number;
  /** Names that the file has. */
  readonly links: number;
  /** Which file it is, for files that have several names. */
  readonly inode: string;
  /** Of a symbolic link. */
  readonly target: string | null;
}

export interface WalkOptions {
  /** Where to begin, below the root; the whole tree where it is absent. */
  readonly from?: string;
  /** Paths whose content is left out, and they themselves. */
  readonly without?: (path: string) => boolean;
}

/** Looked at at once: each look is about a millisecond on EFS. */
const AT_ONCE = 64;

/** Everything below a folder in the order of its keys, the folder itself left out; memory is the names of one folder for each level. What goes meanwhile is left out. */
export async function* walkTree(root: string, { from = '', without = () => false }: WalkOptions = {}): AsyncGenerator<TreeEntry> {
  const names = (await orGone(readdir(pathBytes(root, from), { encoding: 'buffer' })))?.map((name) => name.toString('latin1')).sort() ?? [];
  for (let i = 0; i < names.length; i += AT_ONCE) {
    const paths = names.slice(i, i + AT_ONCE).map((name) => (from === '' ? name : `${from}/${name}`)).filter((path) => !without(path));
    for (const entry of await Promise.all(paths.map((path) => look(root, path)))) {
      if (entry === null) continue;
      yield entry;
      if (entry.kind === 'folder') yield* walkTree(root, { from: entry.path, without });
    }
  }
}

/** One thing by its path; null when it is not there. */
export async function look(root: string, path: string): Promise<TreeEntry | null> {
  const at = pathBytes(root, path);
  const stats = await orGone(lstat(at, { bigint: true }));
  if (stats === null) return null;
  const kind = kindOf(stats);
  const target = kind === 'link' ? await orGone(readlink(at, { encoding: 'buffer' })) : null;
  return {
    key: keyOf(path), path, kind, mode: Number(stats.mode & 0o7777n), uid: Number(stats.uid), gid: Number(stats.gid), mtimeMicros: Number((stats.mtimeNs + 500n) / 1000n),
    sizeBytes: kind === 'folder' ? 0 : Number(stats.size), links: kind === 'file' ? Number(stats.nlink) : 1, inode: String(stats.ino), target: target?.toString('latin1') ?? null,
  };
}

function kindOf(stats: BigIntStats): TreeEntry['kind'] {
  if (stats.isDirectory()) return 'folder';
  if (stats.isFile()) return 'file';
  return stats.isSymbolicLink() ? 'link' : 'other';
}

/** Null for what is not there (any more). */
export async function orGone<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null;
    throw error;
  }
}
