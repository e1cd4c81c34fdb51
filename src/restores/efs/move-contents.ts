import { chmod, lchown, readdir, rename, rmdir, utimes } from 'node:fs/promises';
import { RedrillError } from '#kit/redrill-error';
import { pathBytes, shownPath } from '#stores/efs/names';
import { look, type TreeEntry } from '#stores/efs/walk-tree';

/**
 * Moves everything in a folder into another one of the same file system. A folder that is there already (an access point may have made it) is
 * filled and gets the owner, mode and time of the one that is moved. A file that is there already is never replaced. Gives how many renames it took.
 */
export async function moveContents(root: string, { from, to }: { readonly from: string; readonly to: string }): Promise<number> {
  let count = 0;
  for (const bytes of await readdir(pathBytes(root, from), { encoding: 'buffer' })) {
    const name = bytes.toString('latin1');
    count += await move(root, { from: `${from}/${name}`, to: to === '' ? name : `${to}/${name}` });
  }
  return count;
}

async function move(root: string, { from, to }: { readonly from: string; readonly to: string }): Promise<number> {
  const [source, there] = [await look(root, from), await look(root, to)];
  if (source === null) return 0;
  if (there === null) {
    await rename(pathBytes(root, from), pathBytes(root, to));
    return 1;
  }
  if (source.kind !== 'folder' || there.kind !== 'folder') throw new RedrillError('restore.in-the-way', `${shownPath(to)} is there already and is not replaced by ${shownPath(from)}: somebody writes into the file system that is being restored; find out who, move the file aside and repeat the step`, { actor: 'platform' });
  const count = await moveContents(root, { from, to });
  await rmdir(pathBytes(root, from));
  await becomeLike(pathBytes(root, to), source);
  return count + 1;
}

async function becomeLike(path: Buffer, { uid, gid, mode, mtimeMicros }: TreeEntry): Promise<void> {
  // only root can give folders to others; elsewhere they belong to the one user there is
  if (process.getuid?.() === 0) await lchown(path, uid, gid);
  await chmod(path, mode);
  await utimes(path, mtimeMicros / 1e6, mtimeMicros / 1e6);
}
