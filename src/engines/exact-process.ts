import { readdirSync, readFileSync } from 'node:fs';
import { monoMicros } from '#kit/time';
import { realSleep } from '#kit/wall-clock';

const LOOK_EVERY_MS = 5;

/** A process told apart from a later one with the same pid by its start time (clock ticks since boot). */
export interface ExactProcess {
  readonly pid: number;
  readonly startTicks: number;
}

/** The process that has this pid now; null when there is none. A zombie has ended. */
export function exactProcess(pid: number): ExactProcess | null {
  const fields = statFields(pid);
  return fields === null || fields[0] === 'Z' ? null : { pid, startTicks: Number(fields[19]) };
}

/** Whether exactly this process still runs. */
export function runs(process: ExactProcess): boolean {
  return exactProcess(process.pid)?.startTicks === process.startTicks;
}

/** Signals exactly this process; nothing happens when it has ended. */
export function signal(target: ExactProcess, name: NodeJS.Signals): void {
  if (!runs(target)) return;
  try {
    process.kill(target.pid, name);
  } catch (error) {
    // it ended between the look and the signal, which is what the signal was for; anything else must be seen
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Processes whose parent is this one. */
export function childrenOf(pid: number): readonly ExactProcess[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    const fields = statFields(Number(name));
    return fields !== null && fields[0] !== 'Z' && Number(fields[1]) === pid ? [{ pid: Number(name), startTicks: Number(fields[19]) }] : [];
  });
}

/** Processes that were started with exactly this argument. */
export function processesWith(argument: string): readonly ExactProcess[] {
  return readdirSync('/proc').flatMap((name) => {
    const found = /^\d+$/.test(name) ? exactProcess(Number(name)) : null;
    return found !== null && argumentsOf(found).includes(argument) ? [found] : [];
  });
}

/** Waits until all of these processes have ended; false when some still run after the patience. */
export async function haveEnded(all: readonly ExactProcess[], patienceMs: number): Promise<boolean> {
  const until = monoMicros() + patienceMs * 1000;
  while (all.some(runs)) {
    if (monoMicros() > until) return false;
    await realSleep(LOOK_EVERY_MS);
  }
  return true;
}

/** Real time at which a process started, in epoch seconds (as exact as the kernel's ticks). */
export function startedAtSeconds({ startTicks }: ExactProcess): number {
  const boot = /^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'latin1'))?.[1];
  return Number(boot) + startTicks / 100;
}

/** Its arguments; empty when it has ended. */
export function argumentsOf({ pid }: ExactProcess): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    // it has ended: then it has no arguments, and the caller looks no further
    return [];
  }
}

/** Fields of /proc/<pid>/stat from the third on: state, parent ...; null for a process that has ended. */
function statFields(pid: number): readonly string[] | null {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\) /s, '').split(' ');
  } catch {
    // it ended before we looked
    return null;
  }
}
