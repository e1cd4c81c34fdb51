import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { markdownTable } from 'markdown-table';
import type { Bench, BenchResult } from '../harness/bench.ts';
import { processTree } from '../harness/process-tree.ts';
import type { TreeSample } from '../harness/process-tree.ts';

const DRILLS: readonly (readonly [store: string, scenario: string])[] = [
  ['DR-S5', 's3-bucket-deletion'], ['DR-S1', 'rds-loss'], ['DR-S2', 'dynamodb-table-loss'],
  ['DR-S3', 'opensearch-index-wipe'], ['DR-S4', 'efs-loss'], ['DR-S6', 'ebs-volume-loss'],
];
const BIN = resolve(import.meta.dirname, '../../bin/redrill.mjs');
const SAMPLE_MS = 60;

interface Event { readonly type: string; readonly phase: string; readonly mono: number; readonly data: Readonly<Record<string, unknown>> }
interface Stretch { readonly name: string; readonly wallMs: number; readonly cpuMs: number; readonly peakBytes: number }

/** What each store costs in a drill at `REDRILL_BENCH_SCALE` (1): wall time, CPU and memory of redrill with the sandbox and its engines, for seed, loss, restore and verify. */
export const stores: Bench = {
  name: 'stores',
  async *run() {
    const scale = Number(process.env['REDRILL_BENCH_SCALE'] ?? 1);
    if (!(scale > 0 && scale <= 10)) throw new Error(`REDRILL_BENCH_SCALE=${process.env['REDRILL_BENCH_SCALE']}: expected a number over 0, at most 10`);
    for (const [store, scenario] of DRILLS) yield await drillOf(store, scenario, scale);
  },
};

async function drillOf(store: string, scenario: string, scale: number): Promise<BenchResult> {
  const folder = mkdtempSync(join(tmpdir(), 'redrill-bench-'));
  chmodSync(folder, 0o711);
  try {
    const { samples, events, begunMs, output } = await watched(folder, ['run', scenario, '--fresh', '--report-only', '--scale', String(scale), '--stores', store, '--without', 'journeys,load']);
    const stretches = stretchesOf(samples, events, begunMs);
    const integrity = events.find(({ type }) => type === 'integrity.read')?.data['reading'] as Readonly<Record<string, unknown>> | undefined;
    if (integrity === undefined) throw new Error(`${scenario} came to no verification: ${output.slice(-1500)}`);
    return {
      title: `stores: ${store}, ${scenario} at scale ${scale}`,
      notes: [output.split('\n').filter((line) => /^(writing|filling|indexing) /.test(line)).join('; '), output.split('\n').find((line) => line.includes('integrity of')) ?? ''],
      table: markdownTable([['stretch', 'wall s', 'CPU s', 'peak MB'], ...stretches.map((one) => [one.name, (one.wallMs / 1000).toFixed(1), (one.cpuMs / 1000).toFixed(1), (one.peakBytes / 1e6).toFixed(0)])], { align: ['l', 'r', 'r', 'r'] }),
      data: stretches,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Watched { readonly samples: readonly TreeSample[]; readonly events: readonly Event[]; readonly begunMs: number; readonly output: string }

/** Runs redrill and looks at it and all it starts until it ends. `begunMs` is when the record's first line was there. */
async function watched(folder: string, args: readonly string[]): Promise<Watched> {
  const results = join(folder, 'results');
  const child = spawn(process.execPath, [BIN, ...args, '--state', join(folder, 'state')], { cwd: folder, env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? folder, CI: 'true', NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => { output += part.toString('utf8'); });
  const look = processTree(child.pid ?? 0);
  const samples: TreeSample[] = [];
  let begunMs = Number.NaN;
  const ended = once(child, 'close');
  while (child.exitCode === null && child.signalCode === null) {
    samples.push(look());
    if (Number.isNaN(begunMs) && recordOf(results) !== null) begunMs = performance.now();
    await Promise.race([ended, sleep(SAMPLE_MS)]);
  }
  const record = recordOf(results);
  if (record === null) throw new Error(`redrill ${args.join(' ')} left no record: ${output.slice(-1500)}`);
  return { samples, events: readFileSync(record, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Event), begunMs, output };
}

function recordOf(results: string): string | null {
  const run = existsSync(results) ? readdirSync(results).find((name) => /^\d{4}-/.test(name)) : undefined;
  const file = join(results, run ?? '', 'events.ndjson');
  return run !== undefined && existsSync(file) ? file : null;
}

function stretchesOf(samples: readonly TreeSample[], events: readonly Event[], begunMs: number): readonly Stretch[] {
  const [first] = events;
  const moment = (found: Event | undefined): number => begunMs + ((found?.mono ?? Number.NaN) - (first?.mono ?? Number.NaN)) / 1000;
  const of = (type: string, phase?: string): number => moment(events.find((event) => event.type === type && (phase === undefined || event.phase === phase)));
  return [
    stretch('seed, with two days of history', samples, samples[0]?.atMs ?? Number.NaN, begunMs),
    stretch('baseline, with the safety copy', samples, begunMs, of('phase.started', '3-disrupt')),
    stretch('loss', samples, of('phase.started', '3-disrupt'), of('fault.observed')),
    stretch('restore, until released', samples, of('phase.started', '4-recover'), of('release.passed')),
    stretch('verify, full hash', samples, of('soak.ended'), of('integrity.read')),
    stretch('whole run', samples, samples[0]?.atMs ?? Number.NaN, samples.at(-1)?.atMs ?? Number.NaN),
  ];
}

function stretch(name: string, samples: readonly TreeSample[], fromMs: number, untilMs: number): Stretch {
  const cpuAt = (atMs: number): number => samples.findLast((sample) => sample.atMs <= atMs)?.cpuMs ?? 0;
  const after = samples.find((sample) => sample.atMs >= untilMs)?.cpuMs ?? cpuAt(untilMs);
  const within = samples.filter((sample) => sample.atMs >= fromMs - SAMPLE_MS && sample.atMs <= untilMs + SAMPLE_MS);
  return { name, wallMs: untilMs - fromMs, cpuMs: after - cpuAt(fromMs), peakBytes: Math.max(0, ...within.map(({ memoryBytes }) => memoryBytes)) };
}
