import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomToken } from './ids.ts';
import { ioReason } from './io-reason.ts';
import { makeFolder } from './make-folder.ts';
import { usageError } from './redrill-error.ts';

/** Makes a folder and writes a small file in it and takes it away again, so that a full, read-only or foreign one is refused by a sentence before anything begins. */
export function proveWritable(folder: string, { what, hint }: { readonly what: string; readonly hint: string }): void {
  const probe = join(folder, `.write-probe-${randomToken(4)}`);
  try {
    makeFolder(folder);
    writeFileSync(probe, Buffer.alloc(16_384));
    rmSync(probe);
  } catch (error) {
    remove(probe);
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    throw usageError('folder.unusable', `${what} ${folder} cannot be written: ${ioReason(cause) ?? (cause instanceof Error ? cause.message : String(cause))}; ${hint}`, error);
  }
}

function remove(probe: string): void {
  try {
    rmSync(probe, { force: true });
  } catch {
    // The folder is none: its own error is the one to tell.
  }
}
