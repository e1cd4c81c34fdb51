import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { engineUser, giveToEngine } from '#engines/run-as';
import { makeFolder } from '#kit/make-folder';

/** Folder of one domain's engine, which may be entered by the engines' user alone. When we are root the way to it is opened to exactly that user's group, to pass through. */
export function engineFolder(state: string, ref: string): string {
  const root = rootOf(state);
  makeFolder(root, 0o711);
  const user = engineUser();
  if (user !== null) for (const own of [root, state, ...(basename(dirname(state)) === 'redrill' ? [dirname(state)] : [])]) letPass(own, user.gid);
  const folder = join(root, ref);
  if (!existsSync(folder)) {
    mkdirSync(folder, { mode: 0o700 });
    giveToEngine(folder);
  }
  return folder;
}

/** Where a domain's automated snapshots lie. */
export function automatedFolder(state: string, ref: string): string {
  return join(rootOf(state), ref, 'automated');
}

/** Refs of all folders that are there. */
export function engineFolders(state: string): readonly string[] {
  const root = rootOf(state);
  return !existsSync(root) ? [] : readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

export async function removeEngineFolder(state: string, ref: string): Promise<void> {
  await rm(join(rootOf(state), ref), { recursive: true, force: true });
}

function rootOf(state: string): string {
  return join(state, 'opensearch');
}

function letPass(folder: string, gid: number): void {
  const { mode, uid, gid: group } = statSync(folder);
  if ((mode & 0o001) !== 0 || uid !== 0 || (group === gid && (mode & 0o010) !== 0)) return;
  chownSync(folder, uid, gid);
  chmodSync(folder, ((mode & 0o777) & ~0o070) | 0o010);
}
