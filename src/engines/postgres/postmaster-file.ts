import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { argumentsOf, exactProcess, startedAtSeconds } from '../exact-process.ts';
import type { ExactProcess } from '../exact-process.ts';

/** What a server writes into `postmaster.pid` of its data folder. */
export interface PostmasterFile {
  readonly pid: number;
  readonly startedAtSeconds: number;
  /** Its SysV shared memory segment; null before it has one. */
  readonly segment: { readonly key: number; readonly id: number } | null;
}

/** Reads `postmaster.pid`; null when there is none. */
export function readPostmasterFile(data: string): PostmasterFile | null {
  const path = join(data, 'postmaster.pid');
  if (!existsSync(path)) return null;
  const lines = readFileSync(path, 'latin1').split('\n');
  const [key, id] = (lines[6] ?? '').trim().split(/\s+/).map(Number);
  return { pid: Number(lines[0]), startedAtSeconds: Number(lines[2]), segment: key === undefined || id === undefined || Number.isNaN(id) ? null : { key, id } };
}

/** The server that runs on a data folder: told by pid, start time and arguments, so that no other process is taken for it. */
export function postmasterOf(data: string): ExactProcess | null {
  const file = readPostmasterFile(data);
  const found = file === null ? null : exactProcess(file.pid);
  if (file === null || found === null) return null;
  const near = Math.abs(startedAtSeconds(found) - file.startedAtSeconds) <= 3;
  return near && argumentsOf(found).includes(resolve(data)) ? found : null;
}
