import { readdirSync, readFileSync } from 'node:fs';

interface Seen {
  readonly program: string;
  readonly cpuSeconds: number;
}

/** Ticks of /proc/<pid>/stat per second: 100 on every Linux that Node runs on (`getconf CLK_TCK`). */
const TICKS_PER_SECOND = 100;
/** What a command line is called by, the first that fits. */
const PROGRAMS: readonly (readonly [RegExp, string])[] = [[/sandbox\/main\.[jt]s/, 'sandbox'], [/platform\/main\.[jt]s/, 'platform'], [/cli\/main\.[jt]s|redrill\.mjs/, 'seed'], [/postgres/, 'postgres'], [/java/, 'java']];

/** Seconds of processor time of a process and all that come from it, by program; each call looks again, and what has ended keeps what it last said. */
export function cpuByProgram(root: number): () => Readonly<Record<string, number>> {
  const seen = new Map<number, Seen>();
  const known = new Set([root]);
  return () => {
    const all = processes();
    for (let grown = true; grown;) {
      grown = false;
      for (const [pid, { parent }] of all) {
        if (known.has(pid) || !known.has(parent)) continue;
        known.add(pid);
        grown = true;
      }
    }
    for (const pid of known) {
      const now = all.get(pid);
      if (now !== undefined) seen.set(pid, { program: programOf(pid) ?? seen.get(pid)?.program ?? 'other', cpuSeconds: now.cpuSeconds });
    }
    const sums: Record<string, number> = {};
    for (const { program, cpuSeconds } of seen.values()) sums[program] = (sums[program] ?? 0) + cpuSeconds;
    return sums;
  };
}

function programOf(pid: number): string | null {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return PROGRAMS.find(([pattern]) => pattern.test(command))?.[1] ?? null;
  } catch {
    // it ended between the two looks: it keeps the name it had
    return null;
  }
}

function processes(): ReadonlyMap<number, { readonly parent: number; readonly cpuSeconds: number }> {
  const found = new Map<number, { readonly parent: number; readonly cpuSeconds: number }>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      // The name in brackets may hold spaces and brackets: fields are counted behind the last one (proc_pid_stat(5)).
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      found.set(Number(name), { parent: Number(fields[1]), cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND });
    } catch {
      // it ended between the listing and this look: what it last said is kept
      continue;
    }
  }
  return found;
}
