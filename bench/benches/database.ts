import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { markdownTable } from 'markdown-table';
import { engineTimes, STEPS } from '../database/engine-times.ts';
import type { EngineTimes } from '../database/engine-times.ts';
import { seedHistory } from '../database/history.ts';
import { readyTimes } from '../database/ready-times.ts';
import type { Ready } from '../database/ready-times.ts';
import type { Bench, BenchResult } from '../harness/bench.ts';
import { median } from '../harness/table.ts';

const OBJECTS = 2000;

const WORDS: Readonly<Record<(typeof STEPS)[number], readonly [what: string, goal: string]>> = {
  plain: ["u: start of an existing, empty cluster, PostgreSQL's default settings", '1'],
  own: ["the same with the settings of the sandbox's servers", '0.5'],
  create: ['new instance from the template', 'initdb 17; cp 2 + start 1'],
  start: ['start of the stopped instance', ''],
  snapshot: ['snapshot after a few writes', ''],
  restore: ['restore of a point', 'cp and restore_command: 10-38'],
  restoreSealed: ['restore of a point that is encrypted', ''],
  restoreToTime: ['restore to a time', 'cp and restore_command: 10-38'],
};

/** A database with real data: life of an instance, readiness of an account that has one, and what days of its history cost. `REDRILL_BENCH_DAYS` asks for more days than 7. */
export const database: Bench = {
  name: 'database',
  async *run({ rounds }) {
    const days = Number(process.env['REDRILL_BENCH_DAYS'] ?? 7);
    if (!(Number.isInteger(days) && days >= 1 && days <= 366)) throw new Error(`REDRILL_BENCH_DAYS=${process.env['REDRILL_BENCH_DAYS']}: expected a whole number from 1 to 366`);
    const folder = mkdtempSync(join(tmpdir(), 'redrill-bench-'));
    chmodSync(folder, 0o711);
    try {
      yield engineResult(await engineTimes(join(folder, 'plain'), rounds));
      yield readyResult(await readyTimes(join(folder, 'ready'), rounds));
      yield await historyResult(join(folder, 'history'), days);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

function engineResult(times: EngineTimes): BenchResult {
  const u = median(times.ms.plain);
  const rows = STEPS.map((step) => [WORDS[step][0], String(times.ms[step].length), spread(times.ms[step]), (median(times.ms[step]) / u).toFixed(1), WORDS[step][1]]);
  return {
    title: 'database: life of an instance', data: { u, ...times },
    table: markdownTable([['step', 'samples', 'ms (min-max)', 'u', 'goal, or the simple recipe (u)'], ...rows], { align: ['l', 'r', 'r', 'r', 'l'] }),
    notes: [
      `a database of ${mb(times.databaseBytes)} MB; the restores replay ${mb(times.logBytes)} MB of log on top of a base copy; restored rows and the newest mark are compared in every round`,
      "instances: until a client's SELECT 1 is answered through their port; snapshot: until the engine has it; jobs and modelled durations of the control plane left out",
      `first snapshot after the load, which ships all of its log and takes a base copy: ${times.firstSnapshotMs.toFixed(0)} ms`,
    ],
  };
}

function readyResult(all: readonly Ready[]): BenchResult {
  const of = (name: keyof Ready): readonly number[] => all.map((one) => one[name]);
  const memory = (name: keyof Ready): string => `${mb(median(of(name)))} MB`;
  const rows = [
    ['start until all three have answered, warm', `${spread(of('allMs'))} ms`, '<= 425 ms'],
    ['S3 put and get', `${spread(of('s3Ms'))} ms`, ''],
    ['DescribeBackupVault', `${spread(of('vaultMs'))} ms`, ''],
    ["SELECT 1 at the instance's endpoint", `${spread(of('databaseMs'))} ms`, ''],
    ['memory of the sandbox process (RSS)', memory('sandboxRssBytes'), '<= 92 MB'],
    [`memory of PostgreSQL's ${median(of('postgresProcesses'))} processes (PSS: shared pages counted once)`, memory('postgresPssBytes'), '19-30 MB idle'],
    ["the same as a sum of RSS (shared pages counted in each)", memory('postgresRssBytes'), ''],
  ];
  return { title: 'database: sandbox up', data: all, table: markdownTable([['what', 'measured', 'goal'], ...rows]), notes: [`${all.length} starts on a state with one available instance, one vault and one bucket; the three are asked at once, from the start of the process`] };
}

async function historyResult(state: string, days: number): Promise<BenchResult> {
  const history = await seedHistory(state, { objects: OBJECTS, days });
  const points = Object.entries(history.points).map(([name, count]) => `${count} ${name}`).join(', ');
  const rows = [
    ['redrill sandbox seed, whole command', `${history.wallSeconds.toFixed(1)} s`],
    ['of it the seed', `${history.seedSeconds.toFixed(1)} s`],
    ['disk used, stopped', `${mb(history.diskBytes)} MB`],
    ...Object.entries(history.diskBytesByEntry).filter(([, bytes]) => bytes >= 1e6).map(([name, bytes]) => [`of it ${name}`, `${mb(bytes)} MB`]),
    ['recovery points in the vaults', points],
    ['snapshots of RDS', String(history.snapshots)],
  ];
  return { title: `database: ${days} days of history`, data: { days, objects: OBJECTS, ...history }, table: markdownTable([['what', 'measured'], ...rows]), notes: [`${OBJECTS} objects, ${days} days, one run; REDRILL_BENCH_DAYS=60 for a history as long as the vault keeps it`] };
}

function spread(values: readonly number[]): string {
  return `${median(values).toFixed(0)} (${Math.min(...values).toFixed(0)}-${Math.max(...values).toFixed(0)})`;
}

function mb(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
