import { accessSync, chmodSync, constants, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '#kit/make-folder';
import { RedrillError } from '#kit/redrill-error';

/** Makes the state folder and proves that it can be written, so that a bad one is refused in one sentence before anything starts. */
export function prepareState(state: string): void {
  try {
    makeFolder(state, 0o700);
    // Engines run as another user when we are root: they must pass through, and can list or read nothing here.
    if (process.getuid?.() === 0) chmodSync(state, 0o711);
    accessSync(state, constants.W_OK | constants.X_OK);
    const probe = join(state, `.write-probe-${process.pid}`);
    writeFileSync(probe, Buffer.alloc(65_536));
    rmSync(probe);
  } catch (cause) {
    throw stateError(state, cause);
  }
}

/** One sentence for what can be wrong with a state folder. */
function stateError(state: string, thrown: unknown): RedrillError {
  const cause = thrown instanceof RedrillError && thrown.cause !== undefined ? thrown.cause : thrown;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const what: Readonly<Record<string, string>> = {
    ENOSPC: 'the disk is full: free some space, or choose a folder on another disk with --state',
    EDQUOT: 'the disk quota is used up: free some space, or choose a folder on another disk with --state',
    EACCES: 'this user may not write there: change its owner, or choose another folder with --state',
    EPERM: 'this user may not write there: change its owner, or choose another folder with --state',
    EROFS: 'the file system is read-only: choose another folder with --state',
    ENOTDIR: 'a part of the path is a file: choose another folder with --state',
    EEXIST: 'a part of the path is a file: choose another folder with --state',
  };
  return new RedrillError('sandbox.state-unusable', `the state folder ${state} cannot be used: ${what[code] ?? (cause instanceof Error ? cause.message : String(cause))}`, { cause });
}
