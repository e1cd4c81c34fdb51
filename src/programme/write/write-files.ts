import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeFileAtomic } from '#evidence/write-file-atomic';
import { makeFolder } from '#kit/make-folder';
import { usageError } from '#kit/redrill-error';
import { cronFiles } from './cron.ts';
import { eventbridgeFiles } from './eventbridge.ts';
import { githubFiles } from './github.ts';
import { systemdFiles } from './systemd.ts';
import { MARK } from './written-file.ts';
import type { WriteInput, WrittenFile } from './written-file.ts';

/** Schedulers that files can be written for. */
export const SCHEDULERS: Readonly<Record<string, (input: WriteInput) => readonly WrittenFile[]>> = { github: githubFiles, cron: cronFiles, systemd: systemdFiles, eventbridge: eventbridgeFiles };

/** Writes them below a folder and gives their paths. A file that somebody else wrote is never written over. */
export async function writeFiles(folder: string, files: readonly WrittenFile[]): Promise<readonly string[]> {
  for (const { path } of files) {
    const there = await textOf(join(folder, path));
    if (there !== null && !there.includes(MARK)) throw usageError('schedule.not-ours', `${join(folder, path)} exists and was not written by redrill schedule; move it away, or choose another folder with --out`);
  }
  for (const { path, text } of files) {
    makeFolder(dirname(join(folder, path)));
    await writeFileAtomic(join(folder, path), text);
  }
  return files.map(({ path }) => join(folder, path));
}

async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
