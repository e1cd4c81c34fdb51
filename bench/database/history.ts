import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { paginateListBackupVaults, paginateListRecoveryPointsByBackupVault } from '@aws-sdk/client-backup';
import { paginateDescribeDBSnapshots } from '@aws-sdk/client-rds';
import type { AwsAccess } from '#contract/aws';
import { runningAddress } from '#sandbox/process/address-file';
import { backupClient, rdsClient } from '#targets/clients';
import { adminAccess } from '../harness/admin-access.ts';

/** What `redrill sandbox seed` left behind. */
export interface History {
  /** Of the whole command, with the start of the sandbox. */
  readonly wallSeconds: number;
  /** Of the seed alone, as the command says it. */
  readonly seedSeconds: number;
  /** Disk used by the stopped account's state folder. */
  readonly diskBytes: number;
  readonly diskBytesByEntry: Readonly<Record<string, number>>;
  /** By vault and kind of resource: `portal-daily RDS`. */
  readonly points: Readonly<Record<string, number>>;
  readonly snapshots: number;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

/** Fills an account with days of history by the command line, as a person would, counts what is in it, and deletes it. */
export async function seedHistory(state: string, size: { readonly objects: number; readonly days: number }): Promise<History> {
  try {
    const began = performance.now();
    const seeded = JSON.parse(await redrill('sandbox', 'seed', '--objects', String(size.objects), '--days', String(size.days), '--state', state, '--json')) as { readonly seconds: number };
    const wallSeconds = (performance.now() - began) / 1000;
    const address = runningAddress(state);
    if (address === null) throw new Error(`no sandbox runs on ${state} after its seed`);
    const access = adminAccess(state, address.endpoint);
    const counted = { points: await countPoints(access), snapshots: await countSnapshots(access) };
    await redrill('sandbox', 'down', '--state', state, '--quiet');
    return { wallSeconds, seedSeconds: seeded.seconds, ...(await diskUse(state)), ...counted };
  } finally {
    if (existsSync(state)) await redrill('sandbox', 'down', '--delete', '--state', state, '--quiet');
  }
}

async function countPoints(access: AwsAccess): Promise<Record<string, number>> {
  const client = backupClient(access);
  const counts: Record<string, number> = {};
  for await (const { BackupVaultList = [] } of paginateListBackupVaults({ client }, {})) {
    for (const { BackupVaultName } of BackupVaultList) {
      for await (const { RecoveryPoints = [] } of paginateListRecoveryPointsByBackupVault({ client }, { BackupVaultName })) {
        for (const { ResourceType } of RecoveryPoints) counts[`${BackupVaultName} ${ResourceType}`] = (counts[`${BackupVaultName} ${ResourceType}`] ?? 0) + 1;
      }
    }
  }
  client.destroy();
  return counts;
}

/** All snapshots of RDS, those that AWS Backup made among them. */
async function countSnapshots(access: AwsAccess): Promise<number> {
  const client = rdsClient(access);
  let count = 0;
  for await (const { DBSnapshots = [] } of paginateDescribeDBSnapshots({ client }, {})) count += DBSnapshots.length;
  client.destroy();
  return count;
}

async function diskUse(state: string): Promise<Pick<History, 'diskBytes' | 'diskBytesByEntry'>> {
  const { stdout } = await run('du', ['-a', '-B1', '-d1', state]);
  const sizes = stdout.trim().split('\n').map((line) => line.split('\t')).map(([bytes, path = '']) => [path.slice(state.length + 1), Number(bytes)] as const);
  return { diskBytes: sizes.find(([name]) => name === '')?.[1] ?? Number.NaN, diskBytesByEntry: Object.fromEntries(sizes.filter(([name]) => name !== '')) };
}

/** The project's own command, on its own config; of the caller's settings only the folder of the engines has a say. */
async function redrill(...args: readonly string[]): Promise<string> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => name === 'REDRILL_CACHE' || !/^(AWS_|REDRILL_|NODE_OPTIONS$)/.test(name)));
  const { stdout } = await run(process.execPath, ['bin/redrill.mjs', ...args], { cwd: ROOT, env, maxBuffer: 16 * 1_048_576 });
  return stdout;
}
