import type { BigIntStats } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { pathBytes } from './names.ts';

/** One thing of a tree as the operating system tells it; the root's path is empty. */
export interface Found {
  readonly path: string;
  readonly kind: 'folder' | 'file' | 'link' | 'other';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtimeMicros: number;
  readonly size: number;
  /** Number of the file where it has several names, else null. */
  readonly shared: string | null;
  /** Fewer bytes are stored than it is long. */
  readonly sparse: boolean;
  /** Of a symbolic link, in bytes as latin1. */
  readonly target: string | null;
  /** Changes whenever the file may have changed. */
  readonly mark: string;
}

const AT_ONCE = 64;
const BLOCK_BYTES = 512n;

/** Everything in a tree, parents before children, each folder in byte order. What goes while it is being looked at is left out. */
export async function walkTree(root: string): Promise<readonly Found[]> {
  const top = await look(root, '');
  if (top === null) return [];
  const found: Found[] = [top];
  await walkFolder(root, '', found);
  return found;
}

async function walkFolder(root: string, folder: string, found: Found[]): Promise<void> {
  const names = (await orGone(readdir(pathBytes(root, folder), { encoding: 'buffer' })))?.map((name) => name.toString('latin1')).sort() ?? [];
  for (let i = 0; i < names.length; i += AT_ONCE) {
    const looked = await Promise.all(names.slice(i, i + AT_ONCE).map((name) => look(root, folder === '' ? name : `${folder}/${name}`)));
    for (const one of looked) {
      if (one === null) continue;
      found.push(one);
      if (one.kind === 'folder') await walkFolder(root, one.path, found);
    }
  }
}

async function look(root: string, path: string): Promise<Found | null> {
  const at = pathBytes(root, path);
  const stats = await orGone(lstat(at, { bigint: true }));
  if (stats === null) return null;
  const kind = kindOf(stats);
  const target = kind === 'link' ? await orGone(readlink(at, { encoding: 'buffer' })) : null;
  return {
    path, kind, mode: Number(stats.mode & 0o7777n), uid: Number(stats.uid), gid: Number(stats.gid), mtimeMicros: Number((stats.mtimeNs + 500n) / 1000n), size: Number(stats.size),
    shared: kind === 'file' && stats.nlink > 1n ? String(stats.ino) : null, sparse: kind === 'file' && stats.blocks * BLOCK_BYTES < stats.size,
    target: target?.toString('latin1') ?? null, mark: `${stats.size}/${stats.mtimeNs}/${stats.ctimeNs}/${stats.ino}`,
  };
}

function kindOf(stats: BigIntStats): Found['kind'] {
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
