import { mkdir, rename, rm } from 'node:fs/promises';
import { pathBytes, REDRILL_FOLDER } from '#stores/efs/names';
import { look } from '#stores/efs/walk-tree';

/** A mounted file system that is put back, and the name of the run that does it. */
export interface PutBackRoot {
  readonly root: string;
  readonly own: string;
}

const ASIDE = `${REDRILL_FOLDER}/put-aside`;

/** Where a run puts what is not of its safety copy: each thing under the path that it had. */
export function asideOf(own: string): string {
  return `${ASIDE}/${own}`;
}

/** Makes a path free without losing what is there; marks and canaries of redrill are nobody's and go. */
export async function putAside({ root, own }: PutBackRoot, path: string): Promise<void> {
  const ours = path.startsWith(`${REDRILL_FOLDER}/`) && !path.startsWith(`${ASIDE}/`);
  if (ours) return rm(pathBytes(root, path), { recursive: true, force: true });
  if ((await look(root, path)) === null) return;
  // An earlier try may have put another thing of this path aside already.
  for (let n = 1; !(await moved(root, path, `${asideOf(own)}${n === 1 ? '' : `~${n}`}/${path}`)); n += 1);
}

async function moved(root: string, path: string, to: string): Promise<boolean> {
  if ((await look(root, to)) !== null) return false;
  try {
    await mkdir(pathBytes(root, to.slice(0, to.lastIndexOf('/'))), { recursive: true });
  } catch (error) {
    // A file was put aside under the name of one of the folders.
    if (error instanceof Error && 'code' in error && (error.code === 'EEXIST' || error.code === 'ENOTDIR')) return false;
    throw error;
  }
  await rename(pathBytes(root, path), pathBytes(root, to));
  return true;
}
