import { readFileSync } from 'node:fs';

/** A process told apart from any later one with the same pid. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly pidStartedAt: string;
}

export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, pidStartedAt: startTime(process.pid) ?? '' };
}

/** Whether exactly this process still runs. A zombie has ended. */
export function isAlive({ pid, pidStartedAt }: ProcessIdentity): boolean {
  if (!exists(pid)) return false;
  const started = startTime(pid);
  return started === null ? pidStartedAt === '' : started === pidStartedAt;
}

/** Sends a signal to exactly this process; nothing happens when it has ended or its pid belongs to another one. */
export function signalProcess(identity: ProcessIdentity, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (!isAlive(identity)) return;
  try {
    process.kill(identity.pid, signal);
  } catch {
    // it ended between the look and the signal, which is what the signal was for
  }
}

/** Field 22 of /proc/<pid>/stat (clock ticks since boot); null without /proc or for a process that has ended. */
function startTime(pid: number): string | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\) /s, '').split(' ');
    return fields[0] === 'Z' ? null : fields[19] ?? null;
  } catch {
    // no such process, or a system without /proc: the caller then goes by the pid alone
    return null;
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
