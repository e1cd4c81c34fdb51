import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { makeFolder } from '#kit/make-folder';
import { engineUser, giveToEngine, refuseUnreachable } from '#engines/run-as';

/**
 * The folder of all clusters below a sandbox's state. When we are root the servers run as another user: the folders that redrill itself
 * makes are opened to exactly that user's group, to pass through; any other closed folder above is refused by name.
 */
export function clusterRoot(state: string): string {
  const root = join(state, 'rds');
  makeFolder(root, 0o711);
  const user = engineUser();
  if (user !== null) {
    for (const own of [root, state, ...(basename(dirname(state)) === 'redrill' ? [dirname(state)] : [])]) letPass(own, user.gid);
    refuseUnreachable(root, 'choose another state folder with --state');
  }
  return root;
}

/** Folder of one cluster, private to the engines' user: its data, log and socket. */
export function clusterFolder(root: string, resource: string): string {
  const folder = join(root, resource);
  if (!existsSync(folder)) {
    mkdirSync(folder, { mode: 0o700 });
    giveToEngine(folder);
  }
  return folder;
}

/** Names of all cluster folders that are there, below a sandbox's state. */
export function clusterNames(state: string): readonly string[] {
  const root = join(state, 'rds');
  return !existsSync(root) ? [] : readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

function letPass(folder: string, gid: number): void {
  const { mode, uid, gid: group } = statSync(folder);
  if ((mode & 0o001) !== 0 || uid !== 0 || (group === gid && (mode & 0o010) !== 0)) return;
  chownSync(folder, uid, gid);
  chmodSync(folder, ((mode & 0o777) & ~0o070) | 0o010);
}
