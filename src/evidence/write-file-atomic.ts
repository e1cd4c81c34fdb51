import { open, rename } from 'node:fs/promises';

/** Writes a whole file or nothing: beside it, synced, then renamed over it. */
export async function writeFileAtomic(path: string, text: string): Promise<void> {
  const beside = `${path}.tmp-${process.pid}`;
  const handle = await open(beside, 'w', 0o644);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beside, path);
}
