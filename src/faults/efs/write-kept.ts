import { chmod, lchown, link, lutimes, mkdir, open, rename, rm, symlink, utimes } from 'node:fs/promises';
import { pathBytes, REDRILL_FOLDER } from '#stores/efs/names';
import { look } from '#stores/efs/walk-tree';
import type { KeptEntry } from './kept-tree.ts';
import { putAside, type PutBackRoot } from './put-aside.ts';
import { sameBytes } from './read-pieces.ts';

const AT_ONCE = 16;

/** Files that are being written lie here until they are whole. */
const UNFINISHED = `${REDRILL_FOLDER}/put-back`;

export interface WriteKept extends PutBackRoot {
  read(piece: string): Promise<Buffer>;
}

/** Writes a kept tree with owners, modes, times and links; files that hold the same bytes already stay, and what differs is put aside before its place is taken. */
export async function writeKept(kept: readonly KeptEntry[], to: WriteKept): Promise<void> {
  const { root } = to;
  const folders = kept.filter(({ kind }) => kind === 'folder');
  for (const { path } of folders) await makeFolder(to, path);
  await mkdir(pathBytes(root, UNFINISHED), { recursive: true });
  const firsts = new Map<string, string>();
  const once = kept.filter(({ kind, inode, links, path }) => {
    if (kind !== 'file' || (links > 1 && firsts.has(inode))) return false;
    firsts.set(inode, path);
    return true;
  });
  for (let i = 0; i < once.length; i += AT_ONCE) await Promise.all(once.slice(i, i + AT_ONCE).map((file, n) => writeFile(to, file, `${UNFINISHED}/${n}`)));
  await rm(pathBytes(root, UNFINISHED), { recursive: true, force: true });
  for (const entry of kept) {
    const of = firsts.get(entry.inode);
    if (entry.kind === 'file' && of !== undefined && of !== entry.path) await linkAgain(to, entry, of);
  }
  for (const entry of kept) if (entry.kind === 'link') await writeLink(to, entry);
  for (const folder of folders.toReversed()) await finish(root, folder);
}

async function makeFolder(to: WriteKept, path: string): Promise<void> {
  const kind = (await look(to.root, path))?.kind;
  if (kind !== undefined && kind !== 'folder') await putAside(to, path);
  await mkdir(pathBytes(to.root, path), { recursive: true });
}

/** Written whole elsewhere and then moved, so that neither users nor a put-back that is cut off ever leave half a file. */
async function writeFile(to: WriteKept, file: KeptEntry, unfinished: string): Promise<void> {
  const { root, read } = to;
  if (!(await sameBytes(root, file))) {
    const at = pathBytes(root, unfinished);
    await rm(at, { force: true });
    const handle = await open(at, 'wx', 0o600);
    try {
      for (const piece of file.pieces) await handle.writeFile(await read(piece));
    } finally {
      await handle.close();
    }
    await putAside(to, file.path);
    await rename(at, pathBytes(root, file.path));
  }
  await finish(root, file);
}

async function linkAgain(to: WriteKept, file: KeptEntry, of: string): Promise<void> {
  const { root } = to;
  const [first, there] = [await look(root, of), await look(root, file.path)];
  if (there?.inode === first?.inode) return;
  if (await sameBytes(root, file)) await rm(pathBytes(root, file.path), { force: true });
  else await putAside(to, file.path);
  await link(pathBytes(root, of), pathBytes(root, file.path));
}

async function writeLink(to: WriteKept, { path, target, uid, gid, mtimeMicros }: KeptEntry): Promise<void> {
  const at = pathBytes(to.root, path);
  const there = await look(to.root, path);
  if (there?.kind !== 'link' || there.target !== target) {
    await putAside(to, path);
    await symlink(Buffer.from(target ?? '', 'latin1'), at);
  }
  if (isRoot()) await lchown(at, uid, gid);
  await lutimes(at, mtimeMicros / 1e6, mtimeMicros / 1e6);
}

/** The owner before the mode, because giving a file away clears its set-id bits. Only root can give files to others. */
async function finish(root: string, { path, uid, gid, mode, mtimeMicros }: KeptEntry): Promise<void> {
  const at = pathBytes(root, path);
  if (isRoot()) await lchown(at, uid, gid);
  await chmod(at, mode);
  await utimes(at, mtimeMicros / 1e6, mtimeMicros / 1e6);
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}
