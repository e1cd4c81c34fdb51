import { hash } from 'node:crypto';
import { lstatSync, readdirSync, readlinkSync, type BigIntStats } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { pathBytes } from './names.ts';

/** One thing of a tree as the operating system tells it; the root's name is empty. */
export interface Found {
  /** In bytes as latin1. */
  readonly name: string;
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
  /** Changes whenever the thing may have changed; of a folder also whenever anything below it may have. */
  readonly mark: string;
  /** Of a folder, in byte order. */
  readonly children: readonly Found[];
}

/** Looked at before other work gets its turn: a look at a file on this machine's disk takes some microseconds, and handing it to a thread many times that. */
const LOOKS_A_TURN = 500;
const BLOCK_BYTES = 512n;

interface Walk {
  readonly root: string;
  looks: number;
}

/** A tree with everything in it; null where there is none. What goes while it is being looked at is left out. */
export async function walkTree(root: string): Promise<Found | null> {
  return look({ root, looks: 0 }, '', '');
}

/** A thing with everything below it, parents before children. */
export function* allOf(found: Found): Generator<Found> {
  yield found;
  for (const child of found.children) yield* allOf(child);
}

async function look(walk: Walk, path: string, name: string): Promise<Found | null> {
  walk.looks += 1;
  if (walk.looks % LOOKS_A_TURN === 0) await nextTurn();
  const at = pathBytes(walk.root, path);
  const stats = orGone(() => lstatSync(at, { bigint: true }));
  if (stats === null) return null;
  const kind = kindOf(stats);
  const target = kind === 'link' ? orGone(() => readlinkSync(at, { encoding: 'buffer' }))?.toString('latin1') ?? null : null;
  const children = kind === 'folder' ? await childrenOf(walk, path, at) : [];
  return {
    name, kind, mode: Number(stats.mode & 0o7777n), uid: Number(stats.uid), gid: Number(stats.gid), mtimeMicros: Number((stats.mtimeNs + 500n) / 1000n), size: kind === 'folder' ? 0 : Number(stats.size),
    shared: kind === 'file' && stats.nlink > 1n ? String(stats.ino) : null, sparse: kind === 'file' && stats.blocks * BLOCK_BYTES < stats.size,
    target, mark: kind === 'folder' ? folderMark(stats, children) : `${stats.size}/${stats.mtimeNs}/${stats.ctimeNs}/${stats.ino}`, children,
  };
}

async function childrenOf(walk: Walk, path: string, at: Buffer): Promise<readonly Found[]> {
  const children: Found[] = [];
  for (const name of orGone(() => readdirSync(at, { encoding: 'latin1' }))?.sort() ?? []) {
    const child = await look(walk, path === '' ? name : `${path}/${name}`, name);
    if (child !== null) children.push(child);
  }
  return children;
}

/** Names hold neither slashes nor zeros. */
function folderMark({ mode, uid, gid, mtimeNs }: BigIntStats, children: readonly Found[]): string {
  return hash('sha256', `${mode}/${uid}/${gid}/${mtimeNs}${children.map(({ name, mark }) => `\0${name}\0${mark}`).join('')}`, 'base64');
}

function kindOf(stats: BigIntStats): Found['kind'] {
  if (stats.isDirectory()) return 'folder';
  if (stats.isFile()) return 'file';
  return stats.isSymbolicLink() ? 'link' : 'other';
}

/** Null for what is not there (any more). */
export function orGone<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null;
    throw error;
  }
}
