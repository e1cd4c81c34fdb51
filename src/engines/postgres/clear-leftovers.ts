import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { childrenOf, haveEnded, signal } from '../exact-process.ts';
import type { ExactProcess } from '../exact-process.ts';
import { runProgram } from '../run-program.ts';
import { postmasterOf, readPostmasterFile } from './postmaster-file.ts';

const PATIENCE_MS = 10_000;

/** Before a start or a deletion: ends a server that an ended owner left on a data folder, and removes its shared memory. */
export async function clearLeftovers(data: string): Promise<void> {
  const left = postmasterOf(data);
  if (left !== null) {
    signal(left, 'SIGINT');
    if (!(await haveEnded([left], PATIENCE_MS))) await killServer(data, left);
  }
  await removeSegment(data);
  rmSync(join(data, 'postmaster.pid'), { force: true });
}

/** Kills a server and its children at once, as a power cut would end them. They leave the process group, so each is named. */
export async function killServer(data: string, postmaster: ExactProcess): Promise<void> {
  signal(postmaster, 'SIGSTOP');
  const all = [...childrenOf(postmaster.pid), postmaster];
  for (const one of all) signal(one, 'SIGKILL');
  await haveEnded(all, PATIENCE_MS);
  await removeSegment(data);
}

/** A killed server leaves its SysV segment; the system keeps those until a restart of the machine. */
async function removeSegment(data: string): Promise<void> {
  const segment = readPostmasterFile(data)?.segment;
  if (!segment || postmasterOf(data) !== null) return;
  const rows = readFileSync('/proc/sysvipc/shm', 'latin1').split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  // key, shmid, perms, size, cpid, lpid, nattch
  const unused = rows.some(([key, id, , , , , attached]) => key === segment.key && id === segment.id && attached === 0);
  if (unused) await runProgram('ipcrm', ['-m', String(segment.id)]);
}
