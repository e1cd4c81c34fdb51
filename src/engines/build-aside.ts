import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { makeFolder } from '#kit/make-folder';
import { randomToken } from '#kit/ids';
import { realNowMs } from '#kit/time';

const ABANDONED_AFTER_MS = 3_600_000;

/**
 * Makes a folder once for all processes: `build` fills one beside it, which is then renamed. A kill leaves no half-made folder, and of two
 * processes that build at once the first one's stays.
 */
export async function buildAside(folder: string, build: (aside: string) => Promise<void>): Promise<string> {
  if (existsSync(folder)) return folder;
  makeFolder(dirname(folder), 0o755);
  removeAbandoned(folder);
  const aside = `${folder}.building-${randomToken(6)}`;
  makeFolder(aside, 0o755);
  try {
    await build(aside);
    renameSync(aside, folder);
  } catch (error) {
    rmSync(aside, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

function removeAbandoned(folder: string): void {
  for (const name of readdirSync(dirname(folder))) {
    if (!name.startsWith(`${basename(folder)}.building-`)) continue;
    const path = join(dirname(folder), name);
    const age = realNowMs() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? realNowMs());
    if (age > ABANDONED_AFTER_MS) rmSync(path, { recursive: true, force: true });
  }
}
