import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import type { RunSummary } from '#contract/run-summary';

const BIN = new URL('../../bin/redrill.mjs', import.meta.url).pathname;

/**
 * Fewer beacons than a real drill writes, so that a day of drill time takes a second; still dense around a point. Where only a share of
 * the marks is lost, sparse ones may all survive for a while after a copy: R then lies later, and a purged write before it is "missing".
 */
export const QUICK = ['--set', 'beacons.every=PT5M', '--set', 'beacons.fastEvery=PT2S'];

const STORES: Readonly<Record<string, string>> = { 'rds-loss': 'DR-S1', 'dynamodb-table-loss': 'DR-S2', 'opensearch-index-wipe': 'DR-S3', 'efs-loss': 'DR-S4', 'ebs-volume-loss': 'DR-S6', 'database-and-index': 'DR-S1,DR-S3', 'region-outage': 'DR-S1,DR-S2,DR-S3,DR-S4,DR-S5,DR-S6' };

/** Only the stores that a scenario drills: what is not broken need not be made, and without all of them users cannot try the portal. */
export function onlyStores(scenario: string): readonly string[] {
  return ['--stores', STORES[scenario] ?? 'DR-S5'];
}

/** For runs on such an account. */
export const NO_USERS = ['--without', 'journeys,load'];

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A temporary folder with its own sandbox and results, driven through the real binary. */
export interface Project {
  readonly folder: string;
  readonly state: string;
  redrill(...args: string[]): Promise<Finished>;
  start(...args: string[]): { readonly child: ChildProcess; readonly finished: Promise<Finished> };
  summary(run: string): Promise<RunSummary>;
  runs(): Promise<readonly string[]>;
  dispose(): Promise<void>;
}

/** `env`: variables that redrill gets beside the few that every program needs. */
export async function makeProject(env: Readonly<Record<string, string>> = {}): Promise<Project> {
  const folder = await mkdtemp(join(tmpdir(), 'redrill-crash-'));
  // As root the database engines run as another user, who must be able to pass through.
  await chmod(folder, 0o711);
  const state = join(folder, 'state');
  const start: Project['start'] = (...args) => {
    const child = spawn(process.execPath, [BIN, ...args, '--state', state], { cwd: folder, env: { PATH: process.env['PATH'] ?? '', HOME: folder, CI: 'true', NO_COLOR: '1', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    return { child, finished: finish(child) };
  };
  const results = join(folder, 'results');
  return {
    folder,
    state,
    start,
    redrill: (...args) => start(...args).finished,
    summary: async (run) => JSON.parse(await readFile(join(results, run, 'run.json'), 'utf8')) as RunSummary,
    runs: async () => (await readdir(results, { withFileTypes: true })).filter((entry) => entry.isDirectory() && /^\d{4}-/.test(entry.name)).map((entry) => entry.name).sort(),
    dispose: async () => {
      await start('sandbox', 'down').finished;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function finish(child: ChildProcess): Promise<Finished> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => { stdout += chunk.toString(); });
  child.stderr?.on('data', (chunk: Buffer) => { stderr += chunk.toString(); });
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { code, signal, stdout, stderr };
}
