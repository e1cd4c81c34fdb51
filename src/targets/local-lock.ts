import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import process from 'node:process';
import { refusal } from '#kit/redrill-error';

interface Holder {
  readonly pid: number;
  /** Start time of the process, so that a recycled pid is never taken for the holder. */
  readonly startedAt: string;
  readonly runId: string;
}

/** A lock between processes of one machine; a holder that no longer runs (or a torn file) gives it up. */
export interface LocalLock {
  take(runId: string): void;
  release(): void;
}

/** The lock kept in `file`. Taking it again in the same process renews it; a living other process refuses. */
export function localLock(file: string): LocalLock {
  return {
    take: (runId) => {
      mkdirSync(dirname(file), { recursive: true });
      for (let attempt = 0; attempt < 3; attempt += 1) {
        if (create(file, runId)) return;
        const holder = read(file);
        if (holder !== null && holder.pid !== process.pid && startTime(holder.pid) === holder.startedAt) {
          throw refusal('lease.local', `run ${holder.runId} (process ${holder.pid}) drills this target already: wait for it or stop it first (lock file ${file})`);
        }
        rmSync(file, { force: true });
      }
      throw refusal('lease.local', `the lock file ${file} keeps changing hands: another run is starting at the same time; try again`);
    },
    release: () => {
      if (read(file)?.pid === process.pid) rmSync(file, { force: true });
    },
  };
}

function create(file: string, runId: string): boolean {
  let handle: number;
  try {
    handle = openSync(file, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  try {
    writeSync(handle, JSON.stringify({ pid: process.pid, startedAt: startTime(process.pid) ?? '', runId } satisfies Holder));
  } finally {
    closeSync(handle);
  }
  return true;
}

function read(file: string): Holder | null {
  try {
    const holder = JSON.parse(readFileSync(file, 'utf8')) as Partial<Holder>;
    return typeof holder.pid === 'number' && typeof holder.startedAt === 'string' ? { pid: holder.pid, startedAt: holder.startedAt, runId: String(holder.runId) } : null;
  } catch {
    // Gone or torn by a crash: the lease in the account decides, so a lock nobody can read must not block recovery.
    return null;
  }
}

/** Start time of a process in clock ticks (field 22 of /proc/<pid>/stat); null when it has ended, as a zombie has. Without /proc a living pid is answered with '?'. */
function startTime(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : fields[19] ?? null;
  } catch {
    return alive(pid) ? '?' : null;
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
