import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { microsOf } from '#kit/time';
import { DATED_FOLDER, datedMicros, REDRILL_FOLDER } from '#stores/efs/names';
import { look, walkTree } from '#stores/efs/walk-tree';
import type { KeptEntry } from './kept-tree.ts';
import { putAside, type PutBackRoot } from './put-aside.ts';
import { writeKept } from './write-kept.ts';

export interface BringBack extends PutBackRoot {
  /** When this run's restore was asked for (ISO); null where there was none. */
  readonly restoredSince: string | null;
  read(piece: string): Promise<Buffer>;
}

/**
 * Brings a tree back to what the copy kept of it. What the copy does not hold, or holds otherwise, is put aside; only the dated folders of this
 * run's own restore are deleted, whose point still has everything.
 */
export async function bringBack(kept: readonly KeptEntry[], to: BringBack): Promise<void> {
  const paths = new Set(kept.map(({ path }) => path));
  for (const name of await readdir(to.root)) {
    if (!paths.has(name) && isOwn(name, to.restoredSince)) await rm(join(to.root, name), { recursive: true, force: true });
  }
  // What lies in a surplus folder goes with it.
  const surplus = new Set<string>();
  for await (const { path } of walkTree(to.root, { without: (one) => one === REDRILL_FOLDER || surplus.has(parentOf(one)) })) if (!paths.has(path)) surplus.add(path);
  for (const path of surplus) await putAside(to, path);
  await writeKept(kept, to);
}

/** Its name holds whole milliseconds. */
function isOwn(name: string, since: string | null): boolean {
  return since !== null && DATED_FOLDER.test(name) && (datedMicros(name) ?? 0) >= microsOf(since) - 1000;
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Whether everything of users that the copy holds is there, whatever is in it by now. */
export async function isWhole(root: string, kept: readonly KeptEntry[]): Promise<boolean> {
  for (const { path, kind } of kept) if (!path.startsWith(REDRILL_FOLDER) && (await look(root, path))?.kind !== kind) return false;
  return true;
}
