import { readdirSync, readFileSync } from 'node:fs';
import { pssBytes } from './memory.ts';

/** What a program and all it started have used so far, and hold now. */
export interface TreeSample {
  readonly atMs: number;
  /** CPU of every process seen so far, those that have ended with what they last said. */
  readonly cpuMs: number;
  /** Proportional memory of those that run, in bytes: a page shared by n processes counts once. */
  readonly memoryBytes: number;
}

/** Ticks of /proc/<pid>/stat per second: 100 on every Linux that Node runs on (`getconf CLK_TCK`). */
const TICK_MS = 10;

/**
 * Looks at a process and its descendants each time it is called. A process that comes and goes between two looks is missed, one that
 * loses its parent is kept: it was seen as a child before.
 */
export function processTree(root: number): () => TreeSample {
  const known = new Map<number, number>([[root, 0]]);
  return () => {
    const all = processes();
    for (let grown = true; grown;) {
      grown = false;
      for (const [pid, { parent }] of all) if (!known.has(pid) && known.has(parent)) grown = known.set(pid, 0) !== undefined;
    }
    let memoryBytes = 0;
    for (const pid of known.keys()) {
      const now = all.get(pid);
      if (now === undefined) continue;
      known.set(pid, now.cpuMs);
      memoryBytes += pssBytes(pid);
    }
    return { atMs: performance.now(), cpuMs: [...known.values()].reduce((sum, one) => sum + one, 0), memoryBytes };
  };
}

function processes(): ReadonlyMap<number, { readonly parent: number; readonly cpuMs: number }> {
  const found = new Map<number, { readonly parent: number; readonly cpuMs: number }>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      // The name in brackets may hold spaces and brackets: fields are counted behind the last one (proc_pid_stat(5)).
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      found.set(Number(name), { parent: Number(fields[1]), cpuMs: (Number(fields[11]) + Number(fields[12])) * TICK_MS });
    } catch {
      // It ended between the listing and this look: what it last said is kept.
      continue;
    }
  }
  return found;
}
