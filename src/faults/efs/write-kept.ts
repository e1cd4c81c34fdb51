import { chmod, lchown, link, lutimes, mkdir, open, rm, symlink, utimes } from 'node:fs/promises';
import { pathBytes } from '#stores/efs/names';
import { look } from '#stores/efs/walk-tree';
import type { KeptEntry } from './kept-tree.ts';

const AT_ONCE = 16;

/** Writes a kept tree with owners, modes, times and links; files that are there already with the same size and time stay as they are. */
export async function writeKept(kept: readonly KeptEntry[], root: string, read: (piece: string) => Promise<Buffer>): Promise<void> {
  const folders = kept.filter(({ kind }) => kind === 'folder');
  for (const { path } of folders) await mkdir(pathBytes(root, path), { recursive: true });
  const firsts = new Map<string, string>();
  const once = kept.filter(({ kind, inode, links, path }) => {
    if (kind !== 'file' || (links > 1 && firsts.has(inode))) return false;
    firsts.set(inode, path);
    return true;
  });
  for (let i = 0; i < once.length; i += AT_ONCE) await Promise.all(once.slice(i, i + AT_ONCE).map((file) => writeFile(root, file, read)));
  for (const { kind, path, inode } of kept) {
    const of = firsts.get(inode);
    if (kind === 'file' && of !== undefined && of !== path) await linkAgain(root, { of, path });
  }
  for (const entry of kept) if (entry.kind === 'link') await writeLink(root, entry);
  for (const folder of folders.toReversed()) await finish(root, folder);
}

async function writeFile(root: string, file: KeptEntry, read: (piece: string) => Promise<Buffer>): Promise<void> {
  const there = await look(root, file.path);
  const same = there?.kind === 'file' && there.sizeBytes === file.sizeBytes && Math.abs(there.mtimeMicros - file.mtimeMicros) <= 2;
  if (!same) {
    await rm(pathBytes(root, file.path), { recursive: true, force: true });
    const handle = await open(pathBytes(root, file.path), 'wx', 0o600);
    try {
      for (const piece of file.pieces) await handle.writeFile(await read(piece));
    } finally {
      await handle.close();
    }
  }
  await finish(root, file);
}

async function linkAgain(root: string, { of, path }: { readonly of: string; readonly path: string }): Promise<void> {
  const [first, there] = [await look(root, of), await look(root, path)];
  if (there?.inode === first?.inode) return;
  await rm(pathBytes(root, path), { recursive: true, force: true });
  await link(pathBytes(root, of), pathBytes(root, path));
}

async function writeLink(root: string, { path, target, uid, gid, mtimeMicros }: KeptEntry): Promise<void> {
  const at = pathBytes(root, path);
  await rm(at, { recursive: true, force: true });
  await symlink(Buffer.from(target ?? '', 'latin1'), at);
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
