import { lstatSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '#kit/digest';
import { usageError } from '#kit/redrill-error';
import { engineUser, giveToEngine } from '../run-as.ts';

/** The kernel's limit is 107 bytes with the socket's own name. */
const LONGEST_BYTES = 90;

/** Folder for a server's socket: `wanted` where its path is short enough, else a private one below the temporary folder, always the same for the same path. */
export function socketFolder(wanted: string): string {
  if (Buffer.byteLength(wanted) <= LONGEST_BYTES) return wanted;
  const folder = join(tmpdir(), `redrill-${sha256(wanted).slice(0, 16)}`);
  makePrivate(folder);
  return folder;
}

/** Removes a folder that `socketFolder` made below the temporary folder. */
export function dropSocketFolder(folder: string, wanted: string): void {
  if (folder !== wanted) rmSync(folder, { recursive: true, force: true });
}

/** The file of the server's socket. */
export function socketFile(folder: string): string {
  return join(folder, '.s.PGSQL.5432');
}

function makePrivate(folder: string): void {
  const owner = engineUser()?.uid ?? process.getuid?.() ?? -1;
  try {
    mkdirSync(folder, { mode: 0o700 });
    giveToEngine(folder);
  } catch (error) {
    // it stayed behind from a killed run: usable when it is ours, and somebody else's trap when it is not
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== owner || (found.mode & 0o077) !== 0) throw usageError('engine.socket-folder', `${folder} belongs to somebody else: remove it, or choose a shorter state folder so that it is not needed`);
}
