import { readFileSync } from 'node:fs';

/** Resident memory of a process, in bytes: pages that it shares with others count in full. None for a process that has ended. */
export function rssBytes(pid: number): number {
  return kilobytes(`/proc/${pid}/status`, /^VmRSS:\s+(\d+) kB$/m);
}

/** Proportional memory of a process, in bytes: of a page that n processes share it has 1/n, so that sums over a server's processes are true. */
export function pssBytes(pid: number): number {
  return kilobytes(`/proc/${pid}/smaps_rollup`, /^Pss:\s+(\d+) kB$/m);
}

function kilobytes(file: string, line: RegExp): number {
  const found = line.exec(textOf(file))?.[1];
  return found === undefined ? 0 : Number(found) * 1024;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    // it ended between the look at who runs and this one: ENOENT for the folder, ESRCH for the process; anything else must be seen
    if (!['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    return '';
  }
}
