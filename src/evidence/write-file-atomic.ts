import { open, rename, rm } from 'node:fs/promises';
import { ioReason } from '#kit/io-reason';
import { RedrillError } from '#kit/redrill-error';

/** Writes a whole file or nothing: beside it, synced, then renamed over it. Throws `results.unwritable` with the path and what to do. */
export async function writeFileAtomic(path: string, text: string | Uint8Array): Promise<void> {
  const beside = `${path}.tmp-${process.pid}`;
  try {
    const handle = await open(beside, 'w', 0o644);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, path);
  } catch (cause) {
    // Half a file beside the whole one would only take up room; the error that is told is the first one.
    await rm(beside, { force: true }).catch(() => undefined);
    throw new RedrillError('results.unwritable', `${path} could not be written: ${ioReason(cause) ?? (cause as Error).message}. Mend that; the record of the run is whole, and "redrill report" writes this file again.`, { exitCode: 70, cause });
  }
}
