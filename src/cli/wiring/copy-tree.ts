import { constants } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { chmod, copyFile, lchown, link, lstat, lutimes, mkdir, readdir, readlink, symlink } from 'node:fs/promises';
import { copySparse } from './copy-sparse.ts';

const AT_ONCE = 16;
const SLASH = Buffer.from('/');

/**
 * The same folder once more, with owners, modes, times, links and second names as they are. Names are bytes: a mounted file system may
 * hold some that are no text. Bytes of files share blocks where the disk can; sockets and pipes are left out.
 */
export async function copyTree(from: string, to: string): Promise<void> {
  await copyFolder(Buffer.from(from), Buffer.from(to), new Map());
}

/** By number of the file: the first name under which it was copied. */
type Names = Map<string, Promise<Buffer>>;

async function copyFolder(from: Buffer, to: Buffer, names: Names): Promise<void> {
  const stats = await lstat(from, { bigint: true });
  await mkdir(to, { recursive: true, mode: 0o700 });
  const entries = await readdir(from, { encoding: 'buffer' });
  for (let i = 0; i < entries.length; i += AT_ONCE) {
    await Promise.all(entries.slice(i, i + AT_ONCE).map((name) => copyEntry(below(from, name), below(to, name), names)));
  }
  // Last of all: what is written into a folder changes its time, and a folder may forbid writing.
  await finish(to, stats);
}

async function copyEntry(from: Buffer, to: Buffer, names: Names): Promise<void> {
  const stats = await lstat(from, { bigint: true });
  if (stats.isDirectory()) await copyFolder(from, to, names);
  else if (stats.isSymbolicLink()) await copyLink(from, to, stats);
  else if (stats.isFile()) await copyOnce(from, to, { stats, names });
}

async function copyOnce(from: Buffer, to: Buffer, { stats, names }: { readonly stats: BigIntStats; readonly names: Names }): Promise<void> {
  const number = `${stats.dev}/${stats.ino}`;
  const first = stats.nlink > 1n ? names.get(number) : undefined;
  if (first !== undefined) return link(await first, to);
  // The system's own copy fills holes with zeros on most disks.
  const isSparse = stats.blocks * 512n < stats.size;
  const copied = (isSparse ? copySparse(from, to) : copyFile(from, to, constants.COPYFILE_FICLONE)).then(() => finish(to, stats)).then(() => to);
  if (stats.nlink > 1n) names.set(number, copied);
  await copied;
}

async function copyLink(from: Buffer, to: Buffer, stats: BigIntStats): Promise<void> {
  await symlink(await readlink(from, { encoding: 'buffer' }), to);
  await own(to, stats);
  await lutimes(to, Number(stats.atimeNs) / 1e9, Number(stats.mtimeNs) / 1e9);
}

/** The owner before the mode, because giving a file away clears its set-id bits. */
async function finish(to: Buffer, stats: BigIntStats): Promise<void> {
  await own(to, stats);
  await chmod(to, Number(stats.mode & 0o7777n));
  await lutimes(to, Number(stats.atimeNs) / 1e9, Number(stats.mtimeNs) / 1e9);
}

/** Only root can give files to others; for anybody else all of it is their own anyway. */
async function own(to: Buffer, { uid, gid }: BigIntStats): Promise<void> {
  if (process.getuid?.() === 0) await lchown(to, Number(uid), Number(gid));
}

function below(folder: Buffer, name: Buffer): Buffer {
  return Buffer.concat([folder, SLASH, name]);
}
