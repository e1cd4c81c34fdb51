import { join } from 'node:path';
import { CreateBackupVaultCommand, DescribeBackupVaultCommand } from '@aws-sdk/client-backup';
import { CreateDBInstanceCommand, DescribeDBInstancesCommand } from '@aws-sdk/client-rds';
import { CreateBucketCommand, PutBucketVersioningCommand } from '@aws-sdk/client-s3';
import type { AwsAccess } from '#contract/aws';
import { childrenOf } from '#engines/exact-process';
import { postmasterOf } from '#engines/postgres/postmaster-file';
import { realSleep } from '#kit/wall-clock';
import { controlRequest } from '#sandbox/process/control-request';
import { stopSandbox } from '#sandbox/process/down';
import { startSandbox } from '#sandbox/process/up';
import { clusterNames } from '#sandbox/services/rds/engine/cluster-folders';
import { openS3 } from '#stores/s3/open-s3';
import { backupClient, rdsClient, s3Client } from '#targets/clients';
import { openBench } from '../clients/pg.ts';
import { adminAccess } from '../harness/admin-access.ts';
import { pssBytes, rssBytes } from '../harness/memory.ts';
import { MASTER } from './source-database.ts';

const NAME = 'bench-portal';
const READY_WITHIN_MS = 60_000;

/** One start: when each was answered, in milliseconds from the start of the process, and the memory once all were. */
export interface Ready {
  readonly s3Ms: number;
  readonly databaseMs: number;
  readonly vaultMs: number;
  readonly allMs: number;
  readonly sandboxRssBytes: number;
  readonly postgresRssBytes: number;
  readonly postgresPssBytes: number;
  readonly postgresProcesses: number;
}

/** Starts on a warm state, with one available instance and one vault, until S3, the database and the vault have all answered. */
export async function readyTimes(state: string, rounds: number): Promise<readonly Ready[]> {
  try {
    const port = await prepare(state);
    const all: Ready[] = [];
    for (let round = 0; round < rounds; round += 1) all.push(await startUp(state, port));
    return all;
  } finally {
    await stopSandbox(state);
  }
}

async function startUp(state: string, port: number): Promise<Ready> {
  const began = performance.now();
  const { pid, endpoint } = await startSandbox({ state });
  const access = adminAccess(state, endpoint);
  const since = async (answer: Promise<void>): Promise<number> => answer.then(() => performance.now() - began);
  const [s3Ms, databaseMs, vaultMs] = await Promise.all([since(putAndGet(access)), since(selectOne(port)), since(describeVault(access))]);
  const servers = postgresPids(state);
  const sum = (of: (pid: number) => number): number => servers.reduce((total, each) => total + of(each), 0);
  const ready = { s3Ms, databaseMs, vaultMs, allMs: Math.max(s3Ms, databaseMs, vaultMs), sandboxRssBytes: rssBytes(pid), postgresRssBytes: sum(rssBytes), postgresPssBytes: sum(pssBytes), postgresProcesses: servers.length };
  await stopSandbox(state);
  return ready;
}

/** Makes bucket, vault and instance, and stops the sandbox: the port at which the instance will be found again. */
async function prepare(state: string): Promise<number> {
  const address = await startSandbox({ state });
  await controlRequest(address, 'durations', { params: { factor: 0 } });
  const access = adminAccess(state, address.endpoint);
  await makeBucket(access);
  await makeVault(access);
  const port = await makeInstance(access);
  await Promise.all([putAndGet(access), selectOne(port), describeVault(access)]);
  await stopSandbox(state);
  return port;
}

async function makeBucket(access: AwsAccess): Promise<void> {
  const client = s3Client(access);
  await client.send(new CreateBucketCommand({ Bucket: NAME, CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } }));
  await client.send(new PutBucketVersioningCommand({ Bucket: NAME, VersioningConfiguration: { Status: 'Enabled' } }));
  client.destroy();
}

async function makeVault(access: AwsAccess): Promise<void> {
  const client = backupClient(access);
  await client.send(new CreateBackupVaultCommand({ BackupVaultName: NAME }));
  client.destroy();
}

async function makeInstance(access: AwsAccess): Promise<number> {
  const client = rdsClient(access);
  try {
    await client.send(new CreateDBInstanceCommand({ DBInstanceIdentifier: NAME, DBInstanceClass: 'db.t4g.micro', Engine: 'postgres', AllocatedStorage: 20, MasterUsername: MASTER.user, MasterUserPassword: MASTER.password, DBName: MASTER.database, BackupRetentionPeriod: 7 }));
    for (const began = performance.now(); performance.now() - began < READY_WITHIN_MS; await realSleep(50)) {
      const { DBInstances } = await client.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: NAME }));
      const port = DBInstances?.[0]?.Endpoint?.Port;
      if (DBInstances?.[0]?.DBInstanceStatus === 'available' && port !== undefined) return port;
    }
    throw new Error(`${NAME} was not available after ${READY_WITHIN_MS / 1000} s`);
  } finally {
    client.destroy();
  }
}

async function putAndGet(access: AwsAccess): Promise<void> {
  const store = openS3(access);
  await store.put({ bucket: NAME, key: 'first' }, Buffer.from('first'));
  await store.get({ bucket: NAME, key: 'first' });
  await store.close();
}

/** As a client does that wants in as soon as it can: a port that is not open yet is tried again. */
async function selectOne(port: number): Promise<void> {
  for (const began = performance.now(); ; await realSleep(2)) {
    try {
      const database = await openBench(`postgresql://${MASTER.user}:${MASTER.password}@127.0.0.1:${port}/${MASTER.database}`);
      await database.query('SELECT 1');
      return await database.close();
    } catch (error) {
      if (performance.now() - began > READY_WITHIN_MS) throw error;
    }
  }
}

async function describeVault(access: AwsAccess): Promise<void> {
  const client = backupClient(access);
  await client.send(new DescribeBackupVaultCommand({ BackupVaultName: NAME }));
  client.destroy();
}

/** All processes of the sandbox's PostgreSQL servers; backends of the clients that have just left may be gone a moment later. */
function postgresPids(state: string): readonly number[] {
  const postmasters = clusterNames(state).flatMap((name) => postmasterOf(join(state, 'rds', name, 'data')) ?? []);
  return postmasters.flatMap(({ pid }) => [pid, ...childrenOf(pid).map((child) => child.pid)]).filter((pid) => rssBytes(pid) > 0);
}
