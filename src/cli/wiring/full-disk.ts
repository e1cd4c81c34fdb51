import { existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { RedrillError } from '#kit/redrill-error';

/** The largest object of the seed and a checkpoint of the catalogue need this much; half of what did not fit is gone again when one looks. */
const LEAST_BYTES = 16 * 1024 * 1024;

/** A sentence when the disk of a sandbox's state folder is full, else null: what fails then fails in many words, and this is the one that helps. */
export function fullDisk(state: string): string | null {
  let folder = state;
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  if (free >= LEAST_BYTES) return null;
  return `the disk that holds the sandbox's state ${state} is full or nearly so (${Math.floor(free / 1024)} KiB free): free some space, or choose a folder on another disk with --state`;
}

/** Does the work; when it fails while that disk is full, the error says so and keeps its code. */
export async function orFullDisk<T>(state: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const full = fullDisk(state);
    const message = error instanceof Error ? error.message : String(error);
    // An answer of the account that speaks of its disk is an error of the SDK, and would be told as a bug.
    if (full === null || (error instanceof RedrillError && /disk/i.test(message))) throw error;
    const known = error instanceof RedrillError ? { code: error.code, exitCode: error.exitCode } : { code: 'sandbox.disk-full', exitCode: 64 };
    throw new RedrillError(known.code, `${full} (what failed: ${message})`, { exitCode: known.exitCode, cause: error });
  }
}
