import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Backup } from '@aws-sdk/client-backup';
import { EC2 } from '@aws-sdk/client-ec2';
import { EFS } from '@aws-sdk/client-efs';
import { OpenSearch } from '@aws-sdk/client-opensearch';
import { RDS } from '@aws-sdk/client-rds';
import type { Client } from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { SandboxAddress, SandboxKeys } from '#contract/control';
import { pgClient } from '#engines/postgres/pg-client';
import { realSleep } from '#kit/wall-clock';
import { controlRequest } from '../process/control-request.ts';
import { stopSandbox } from '../process/down.ts';
import { isAlive } from '../process/process-identity.ts';
import { startSandbox } from '../process/up.ts';

const [HERE, THERE] = ['us-west-2', 'us-east-2'] as const;
const PLACE = { account: '111111111111', region: HERE } as const;
const PASSWORD = 'open-sesame-1';
const SOON_MS = 400;
let state: string;
let sandbox: SandboxAddress;
let fileSystem: string;
let volume: string;

interface Settings {
  readonly region: string;
  readonly endpoint: string;
  readonly maxAttempts: 1;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

async function up(): Promise<void> {
  sandbox = await startSandbox({ state });
  await control('durations', { factor: 0 });
}

function settings(region: string = HERE): Settings {
  const key = (JSON.parse(readFileSync(join(state, 'credentials.json'), 'utf8')) as SandboxKeys)['platform-admin'];
  if (!key) throw new Error('no platform-admin');
  return { region, endpoint: sandbox.endpoint, maxAttempts: 1, credentials: key };
}

const control = (method: string, params: object = {}): Promise<unknown> => controlRequest(sandbox, method, { params, timeoutMs: 30_000 });
const advance = (seconds: number): Promise<unknown> => control('advance', { micros: seconds * 1_000_000 });
const code = (error: unknown): string => (error as { code?: string }).code ?? (error as Error).name;

async function portOf(DBInstanceIdentifier: string, region: string = HERE): Promise<number> {
  return (await new RDS(settings(region)).describeDBInstances({ DBInstanceIdentifier })).DBInstances?.[0]?.Endpoint?.Port ?? 0;
}

/** A session of the database at a port, or how it failed. */
async function session(port: number): Promise<Client | string> {
  const client = pgClient({ host: '127.0.0.1', port, user: 'portal_admin', password: PASSWORD, database: 'portal' });
  client.on('error', () => undefined);
  const silence = AbortSignal.timeout(SOON_MS);
  const given = new Promise<string>((resolve) => { silence.addEventListener('abort', () => resolve('silence')); });
  const how = await Promise.race([client.connect().then(() => client, code), given]);
  if (how === 'silence') void client.end().catch(() => undefined);
  return how;
}

async function connects(port: number): Promise<string> {
  const got = await session(port);
  if (typeof got === 'string') return got;
  await got.end();
  return 'connected';
}

/** How the endpoint of the domain answers. */
async function searches(at: string, inside?: string): Promise<string> {
  try {
    const { status } = await fetch(`${at}/`, { headers: { connection: 'close', ...(inside === undefined ? {} : { 'x-redrill-inside': inside }) }, signal: AbortSignal.timeout(SOON_MS) });
    return String(status);
  } catch (error) {
    return (error as Error).name === 'TimeoutError' ? 'silence' : code((error as { cause?: unknown }).cause);
  }
}

const mount = (more: object = {}): Promise<string> => control('mount', { ...PLACE, fileSystemId: fileSystem, ...more }).then((answer) => (answer as { path: string }).path, code);
const device = (more: object = {}): Promise<string> => control('volume-device', { ...PLACE, volumeId: volume, ...more }).then((answer) => (answer as { path: string }).path, code);
const reads = (path: string): string => {
  try {
    return String(readFileSync(path).subarray(0, 5));
  } catch (error) {
    return code(error);
  }
};

async function createDb(DBInstanceIdentifier: string, inside = false): Promise<void> {
  const rds = new RDS(settings());
  if (inside) {
    rds.middlewareStack.add((next) => (args) => {
      (args.request as { headers: Record<string, string> }).headers['x-redrill-inside'] = HERE;
      return next(args);
    }, { step: 'build' });
  }
  await rds.createDBInstance({ DBInstanceIdentifier, DBInstanceClass: 'db.t4g.micro', Engine: 'postgres', AllocatedStorage: 20, MasterUsername: 'portal_admin', MasterUserPassword: PASSWORD, DBName: 'portal' });
}

beforeAll(async () => {
  state = mkdtempSync(join(tmpdir(), 'redrill-planes-'));
  await up();
  await createDb('portal-db');
  await new OpenSearch(settings()).createDomain({ DomainName: 'portal-search' });
  const [efs, ec2] = [new EFS(settings()), new EC2(settings())];
  fileSystem = (await efs.createFileSystem({ CreationToken: 't' })).FileSystemId ?? '';
  const { Subnets = [] } = await ec2.describeSubnets({});
  await advance(5);
  await efs.createMountTarget({ FileSystemId: fileSystem, SubnetId: Subnets[0]?.SubnetId });
  volume = (await ec2.createVolume({ AvailabilityZone: `${HERE}a`, Size: 1, TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'Name', Value: 'data' }] }] })).VolumeId ?? '';
  await advance(5);
  await ec2.attachVolume({ VolumeId: volume, InstanceId: 'i-0a1b2c3d4e5f60718', Device: '/dev/sdf' });
  await advance(60);
}, 120_000);

afterEach(async () => {
  await control('heal-region', { region: HERE });
});
afterAll(async () => {
  await stopSandbox(state);
  rmSync(state, { recursive: true, force: true });
}, 60_000);

test('databases, search domains, mounts and devices of a cut region are cut with it, also those in use and over a kill of the sandbox, and come back whole', async () => {
  const port = await portOf('portal-db');
  const at = `http://${(await new OpenSearch(settings()).describeDomain({ DomainName: 'portal-search' })).DomainStatus?.Endpoint ?? ''}`;
  const [files, image] = [await mount(), await device()];
  writeFileSync(join(files, 'session'), 'ada');
  const open = await session(port);
  if (typeof open === 'string') throw new Error(open);
  expect([await connects(port), await searches(at), reads(join(files, 'session')), reads(image)]).toEqual(['connected', '403', 'ada', '\0\0\0\0\0']);

  const ended = new Promise<void>((resolve) => { open.on('end', resolve); });
  await control('cut-region', { region: HERE, how: 'refuse' });
  await ended;
  const cut = async (): Promise<readonly string[]> => [await connects(port), await searches(at), reads(join(files, 'session')), reads(image), await mount(), await device(), await mount({ inside: HERE })];
  const refused = ['ECONNREFUSED', 'ECONNREFUSED', 'ELOOP', 'ELOOP', 'region.cut', 'region.cut', 'region.cut'];
  expect(await cut()).toEqual(refused);
  process.kill(sandbox.pid, 'SIGKILL');
  while (isAlive(sandbox)) await realSleep(20);
  await up();
  expect(await control('regions')).toMatchObject({ cut: [{ region: HERE, how: 'refuse' }] });
  expect(await cut()).toEqual(refused);

  await control('cut-region', { region: HERE, how: 'black-hole' });
  expect(await cut()).toEqual(['silence', 'silence', 'ELOOP', 'ELOOP', 'region.cut', 'region.cut', 'region.cut']);
  await control('heal-region', { region: HERE });
  expect([await connects(port), await searches(at), reads(join(files, 'session')), reads(image), await mount()]).toEqual(['connected', '403', 'ada', '\0\0\0\0\0', files]);
}, 120_000);

test('in a partition those inside go on with databases, search, files and devices, and what is made there is cut off from outside from the beginning', async () => {
  const port = await portOf('portal-db');
  const inside = ((await control('inside-port', { ...PLACE, identifier: 'portal-db' })) as { port: number }).port;
  const at = `http://${(await new OpenSearch(settings()).describeDomain({ DomainName: 'portal-search' })).DomainStatus?.Endpoint ?? ''}`;
  const [files, own] = [await mount(), await mount({ inside: HERE })];
  const open = await session(inside);
  if (typeof open === 'string') throw new Error(open);
  await control('cut-region', { region: HERE, how: 'partition' });
  expect([await connects(port), await connects(inside), (await open.query('SELECT 1 AS one')).rows]).toEqual(['silence', 'connected', [{ one: 1 }]]);
  expect([await searches(at), await searches(at, HERE), await searches(at, THERE)]).toEqual(['silence', '403', 'silence']);
  expect([reads(join(files, 'session')), reads(join(own, 'session')), await mount(), await mount({ inside: HERE }), await device({ inside: THERE }), reads(await device({ inside: HERE }))]).toEqual(['ELOOP', 'ada', 'region.cut', own, 'region.cut', '\0\0\0\0\0']);
  await createDb('made-inside', true);
  await advance(5);
  const made = ((await control('inside-port', { ...PLACE, identifier: 'made-inside' })) as { port: number }).port;
  expect(await connects(made)).toBe('connected');
  await control('heal-region', { region: HERE });
  const outside = await portOf('made-inside');
  expect(await connects(outside)).toBe('connected');
  await control('cut-region', { region: HERE, how: 'black-hole' });
  expect([await connects(outside), await connects(made)]).toEqual(['silence', 'silence']);
  await control('heal-region', { region: HERE });
  await open.end();
}, 120_000);

test('a region without capacity launches no database, domain or volume, by hand or by AWS Backup, until its time has come', async () => {
  const [rds, ec2, backup, es] = [new RDS(settings()), new EC2(settings()), new Backup(settings()), new OpenSearch(settings())];
  const IamRoleArn = 'arn:aws:iam::111111111111:role/aws-backup';
  await backup.createBackupVault({ BackupVaultName: 'daily' });
  await backup.startBackupJob({ BackupVaultName: 'daily', ResourceArn: `arn:aws:rds:${HERE}:111111111111:db:portal-db`, IamRoleArn });
  await rds.createDBSnapshot({ DBInstanceIdentifier: 'made-inside', DBSnapshotIdentifier: 'by-hand' });
  await advance(600);
  const point = (await backup.listRecoveryPointsByBackupVault({ BackupVaultName: 'daily' })).RecoveryPoints?.[0];
  expect(point).toMatchObject({ Status: 'COMPLETED' });
  const { drillTime } = (await control('status')) as { readonly drillTime: string };
  const until = new Date(Date.parse(drillTime) + 3_600_000).toISOString();
  await control('no-capacity', { region: HERE, until });
  expect(await control('regions')).toMatchObject({ noCapacity: [{ region: HERE, until: until.replace('Z', '000Z') }] });
  const restore = (RecoveryPointArn = point?.RecoveryPointArn): Promise<string> => backup.startRestoreJob({ RecoveryPointArn, IamRoleArn, Metadata: { DBInstanceIdentifier: 'restored' } }).then(({ RestoreJobId }) => RestoreJobId ?? '');
  const job = await restore();
  await advance(60);
  expect(await backup.describeRestoreJob({ RestoreJobId: job })).toMatchObject({ Status: 'FAILED', StatusMessage: expect.stringContaining('InsufficientDBInstanceCapacity') as string });
  await expect(createDb('another')).rejects.toMatchObject({ name: 'InsufficientDBInstanceCapacityFault' });
  await expect(rds.restoreDBInstanceFromDBSnapshot({ DBInstanceIdentifier: 'another', DBSnapshotIdentifier: 'by-hand' })).rejects.toMatchObject({ name: 'InsufficientDBInstanceCapacityFault' });
  await expect(es.createDomain({ DomainName: 'another' })).rejects.toMatchObject({ name: 'ValidationException', message: expect.stringContaining('InsufficientInstanceCapacity') as string });
  await expect(ec2.createVolume({ AvailabilityZone: `${HERE}a`, Size: 1 })).rejects.toMatchObject({ name: 'InsufficientVolumeCapacity', $metadata: { httpStatusCode: 500 } });
  await new EFS(settings()).createFileSystem({ CreationToken: 'not bound to capacity' });
  await new EC2(settings(THERE)).createVolume({ AvailabilityZone: `${THERE}a`, Size: 1 });
  await advance(3_600);
  expect(await control('regions')).toMatchObject({ noCapacity: [] });
  const again = await restore();
  await advance(600);
  expect(await backup.describeRestoreJob({ RestoreJobId: again })).toMatchObject({ Status: 'COMPLETED' });
}, 120_000);
