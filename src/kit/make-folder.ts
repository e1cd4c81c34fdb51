import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { usageError } from './redrill-error.ts';

/**
 * Makes a folder and the ones above it that are missing, one level at a time. Node's recursive mkdir never returns where a file system
 * answers ENOENT for a folder whose parent exists (below /proc, seen with Node 24); this refuses it with a sentence (RedrillError folder.unusable).
 * With a `mode` each folder that is made gets exactly that one, whatever the process's umask.
 */
export function makeFolder(path: string, mode?: number): void {
  const missing: string[] = [];
  for (let at = path; !existsSync(at); at = dirname(at)) missing.unshift(at);
  for (const level of missing) {
    try {
      mkdirSync(level);
      if (mode !== undefined) chmodSync(level, mode);
    } catch (error) {
      // made by another process in the meantime: that is what was wanted
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw usageError('folder.unusable', `the folder ${path} cannot be made (${(error as Error).message}): choose another one, or make it writable`, error);
    }
  }
}
