import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { Backup } from '@aws-sdk/client-backup';
import { markdownTable } from 'markdown-table';
import type { Principal } from '#contract/aws';
import type { SandboxAddress, SandboxKeys } from '#contract/control';
import { keyAccess } from '#targets/key-access';
import type { Bench, BenchResult } from '../harness/bench.ts';
import { cpuByProgram } from '../harness/cpu-by-program.ts';

const BIN = resolve(import.meta.dirname, '../../bin/redrill.mjs');
const DAYS = '2,7,30,120';
const SAMPLE_MS = 500;
const VAULTS: readonly (readonly [name: string, principal: Principal, region: string])[] = [
  ['portal-daily', 'platform-admin', 'us-west-2'], ['portal-continuous', 'platform-admin', 'us-west-2'], ['portal-copies', 'platform-admin', 'us-east-2'], ['portal-isolated', 'backup-admin', 'us-west-2'],
];

/** What days of history of all stores cost: `redrill sandbox seed --days N` for each N of `REDRILL_BENCH_DAYS` (2,7,30,120), at the usual size. */
export const history: Bench = {
  name: 'history',
  async *run() {
    const days = (process.env['REDRILL_BENCH_DAYS'] ?? DAYS).split(',').map(Number);
    if (days.some((one) => !(one >= 0 && one <= 400))) throw new Error(`REDRILL_BENCH_DAYS=${process.env['REDRILL_BENCH_DAYS']}: expected numbers of days from 0 to 400, with commas between them`);
    const rows: Row[] = [];
    for (const one of days) rows.push(await seeded(one));
    yield resultOf(rows);
  },
};

interface Row {
  readonly days: number;
  readonly wallSeconds: number;
  readonly cpuSeconds: Readonly<Record<string, number>>;
  readonly diskBytes: number;
  readonly points: Readonly<Record<string, number>>;
}

async function seeded(days: number): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'redrill-bench-'));
  chmodSync(folder, 0o711);
  const state = join(folder, 'state');
  const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? folder, CI: 'true', NO_COLOR: '1' };
  try {
    const began = performance.now();
    const child = spawn(process.execPath, [BIN, 'sandbox', 'seed', '--state', state, '--days', String(days)], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => { output += part.toString('utf8'); });
    const look = cpuByProgram(child.pid ?? 0);
    const ended = once(child, 'close');
    while (child.exitCode === null && child.signalCode === null) {
      look();
      await Promise.race([ended, sleep(SAMPLE_MS)]);
    }
    if (child.exitCode !== 0) throw new Error(`seeding ${days} days ended with ${child.exitCode ?? child.signalCode}: ${output.slice(-1500)}`);
    return { days, wallSeconds: (performance.now() - began) / 1000, cpuSeconds: look(), diskBytes: diskOf(state), points: await pointsOf(state) };
  } finally {
    execFileSync(process.execPath, [BIN, 'sandbox', 'down', '--delete', '--state', state], { cwd: folder, env, stdio: 'ignore' });
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Bytes that the files of a folder have allocated. */
function diskOf(folder: string): number {
  const [bytes] = execFileSync('du', ['-s', '-B1', folder]).toString().split('\t');
  return Number(bytes);
}

async function pointsOf(state: string): Promise<Readonly<Record<string, number>>> {
  const { endpoint } = JSON.parse(readFileSync(join(state, 'sandbox.json'), 'utf8')) as SandboxAddress;
  const keys = JSON.parse(readFileSync(join(state, 'credentials.json'), 'utf8')) as SandboxKeys;
  const counts: Record<string, number> = {};
  for (const [name, principal, region] of VAULTS) {
    const access = keyAccess(keys, { user: principal, principal, region, endpoint: new URL(endpoint) });
    const client = new Backup({ region, endpoint, credentials: await access.credentials() });
    const { NumberOfRecoveryPoints = 0 } = await client.describeBackupVault({ BackupVaultName: name });
    counts[name] = NumberOfRecoveryPoints;
    client.destroy();
  }
  return counts;
}

function resultOf(rows: readonly Row[]): BenchResult {
  const programs = [...new Set(rows.flatMap(({ cpuSeconds }) => Object.keys(cpuSeconds)))].sort();
  const seconds = (value: number | undefined): string => (value ?? 0).toFixed(1);
  const table = markdownTable([
    ['days', 'wall s', ...programs.map((name) => `${name} CPU s`), 'disk MB', ...VAULTS.map(([name]) => `points in ${name}`)],
    ...rows.map(({ days, wallSeconds, cpuSeconds, diskBytes, points }) => [String(days), seconds(wallSeconds), ...programs.map((name) => seconds(cpuSeconds[name])), (diskBytes / 1e6).toFixed(0), ...VAULTS.map(([name]) => String(points[name] ?? 0))]),
  ], { align: ['r', 'r', ...programs.map(() => 'r'), 'r', ...VAULTS.map(() => 'r')] });
  return {
    title: 'history: all stores, days of drill time',
    notes: ['`redrill sandbox seed --days N` from an empty folder to its end, engines installed; wall time includes filling the stores', 'the last two days pass hour by hour, those before in one round a day'],
    table,
    data: rows,
  };
}
