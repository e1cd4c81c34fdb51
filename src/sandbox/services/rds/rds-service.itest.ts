import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RDS, type DBInstance } from '@aws-sdk/client-rds';
import type { Client } from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SandboxAddress, SandboxKeys } from '#contract/control';
import { pgClient } from '#engines/postgres/pg-client';
import { realSleep } from '#kit/wall-clock';
import { controlRequest } from '../../process/control-request.ts';
import { stopSandbox } from '../../process/down.ts';
import { isAlive } from '../../process/process-identity.ts';
import { startSandbox } from '../../process/up.ts';

const PASSWORD = 'open-sesame-1';
let state: string;
let sandbox: SandboxAddress;
let rds: RDS;
const clients: Client[] = [];

async function up(): Promise<void> {
  sandbox = await startSandbox({ state });
  const key = (JSON.parse(readFileSync(join(state, 'credentials.json'), 'utf8')) as SandboxKeys)['platform-admin'];
  if (!key) throw new Error('no platform-admin');
  rds = new RDS({ region: 'us-west-2', endpoint: sandbox.endpoint, credentials: { accessKeyId: key.accessKeyId, secretAccessKey: key.secretAccessKey } });
  await controlRequest(sandbox, 'durations', { params: { factor: 0 } });
}

async function told(name: string): Promise<DBInstance> {
  const { DBInstances } = await rds.describeDBInstances({ DBInstanceIdentifier: name });
  return DBInstances?.[0] ?? {};
}

/** Waits in real time for what a job does, without which a test of real work cannot be. */
async function until(what: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 600; i += 1) {
    if (await what()) return;
    await realSleep(50);
  }
  throw new Error('it did not come about within half a minute');
}

async function available(name: string): Promise<DBInstance> {
  await until(async () => {
    const { DBInstanceStatus, StatusInfos } = await told(name);
    if (DBInstanceStatus === 'restore-error' || DBInstanceStatus === 'failed') throw new Error(`${name}: ${StatusInfos?.[0]?.Message}`);
    return DBInstanceStatus === 'available';
  });
  return told(name);
}

async function psql(name: string): Promise<Client> {
  const { Endpoint, MasterUsername } = await told(name);
  const client = pgClient({ host: Endpoint?.Address ?? '', port: Endpoint?.Port ?? 0, user: MasterUsername ?? '', password: PASSWORD, database: 'portal' });
  client.on('error', () => undefined);
  await client.connect();
  clients.push(client);
  return client;
}

async function rowsOf(name: string): Promise<readonly string[]> {
  const { rows } = await (await psql(name)).query<{ name: string }>('SELECT name FROM members ORDER BY id');
  return rows.map((row) => row.name);
}

async function advance(seconds: number): Promise<void> {
  await controlRequest(sandbox, 'advance', { params: { micros: seconds * 1_000_000 }, timeoutMs: 30_000 });
}

async function createPortal(more: object = {}): Promise<Client> {
  await rds.createDBInstance({ DBInstanceIdentifier: 'portal-db', DBInstanceClass: 'db.t4g.micro', Engine: 'postgres', AllocatedStorage: 20, MasterUsername: 'portal_admin', MasterUserPassword: PASSWORD, DBName: 'portal', ...more });
  await available('portal-db');
  const client = await psql('portal-db');
  await client.query(`CREATE TABLE members (id int PRIMARY KEY, name text); INSERT INTO members VALUES (1, 'ada'), (2, 'grace')`);
  return client;
}

beforeEach(async () => {
  state = mkdtempSync(join(tmpdir(), 'redrill-rds-'));
  await up();
}, 60_000);

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.end().catch(() => undefined)));
  await stopSandbox(state);
  rmSync(state, { recursive: true, force: true });
}, 60_000);

test('an instance is created, written to, saved, deleted and restored under its own name with its rows, its password and its key', async () => {
  const client = await createPortal({ StorageEncrypted: true, Tags: [{ Key: 'backup', Value: 'daily' }] });
  const before = await told('portal-db');
  await rds.createDBSnapshot({ DBInstanceIdentifier: 'portal-db', DBSnapshotIdentifier: 'by-hand' });
  await available('portal-db');
  await client.query(`INSERT INTO members VALUES (3, 'too late')`);
  await rds.deleteDBInstance({ DBInstanceIdentifier: 'portal-db', SkipFinalSnapshot: true });
  await until(async () => (await rds.describeDBInstances({})).DBInstances?.length === 0);
  await expect(rds.describeDBInstances({ DBInstanceIdentifier: 'portal-db' })).rejects.toMatchObject({ name: 'DBInstanceNotFoundFault', $metadata: { httpStatusCode: 404 } });
  await expect(client.query('SELECT 1')).rejects.toThrow();
  await rds.restoreDBInstanceFromDBSnapshot({ DBInstanceIdentifier: 'portal-db', DBSnapshotIdentifier: 'by-hand' });
  const after = await available('portal-db');
  expect([after.Endpoint?.Port, after.KmsKeyId, after.TagList]).toEqual([before.Endpoint?.Port, before.KmsKeyId, [{ Key: 'backup', Value: 'daily' }]]);
  expect(after.DbiResourceId).not.toBe(before.DbiResourceId);
  expect(await rowsOf('portal-db')).toEqual(['ada', 'grace']);
}, 120_000);

test('a point in time gives exactly the rows of that moment, beside the living source and from the retained backups of a deleted one', async () => {
  const client = await createPortal({ BackupRetentionPeriod: 7 });
  await advance(60);
  const { drillTime } = (await controlRequest(sandbox, 'status')) as { readonly drillTime: string };
  await advance(60);
  await client.query(`INSERT INTO members VALUES (3, 'mary')`);
  await advance(600);
  expect((await told('portal-db')).LatestRestorableTime?.getTime()).toBeGreaterThan(Date.parse(drillTime));
  await rds.restoreDBInstanceToPointInTime({ SourceDBInstanceIdentifier: 'portal-db', TargetDBInstanceIdentifier: 'earlier', RestoreTime: new Date(drillTime) });
  await available('earlier');
  expect([await rowsOf('earlier'), await rowsOf('portal-db')]).toEqual([['ada', 'grace'], ['ada', 'grace', 'mary']]);
  await rds.deleteDBInstance({ DBInstanceIdentifier: 'portal-db', SkipFinalSnapshot: true, DeleteAutomatedBackups: false });
  await until(async () => (await rds.describeDBInstances({})).DBInstances?.length === 1);
  const { DBInstanceAutomatedBackups } = await rds.describeDBInstanceAutomatedBackups({ Filters: [{ Name: 'status', Values: ['retained'] }] });
  expect(DBInstanceAutomatedBackups).toHaveLength(1);
  await rds.restoreDBInstanceToPointInTime({ SourceDbiResourceId: DBInstanceAutomatedBackups?.[0]?.DbiResourceId, TargetDBInstanceIdentifier: 'portal-db', UseLatestRestorableTime: true });
  await available('portal-db');
  expect(await rowsOf('portal-db')).toEqual(['ada', 'grace', 'mary']);
}, 120_000);

test('parameters reach the server, at once or with a reboot, and a stopped instance keeps its rows', async () => {
  await createPortal();
  const show = async (name: string): Promise<unknown> => Object.values((await (await psql('portal-db')).query(`SHOW ${name}`)).rows[0] as object)[0];
  const DBParameterGroupName = 'portal-postgres18';
  await rds.createDBParameterGroup({ DBParameterGroupName, DBParameterGroupFamily: 'postgres18', Description: 'portal' });
  await rds.modifyDBParameterGroup({ DBParameterGroupName, Parameters: [{ ParameterName: 'log_min_duration_statement', ParameterValue: '500', ApplyMethod: 'immediate' }, { ParameterName: 'max_connections', ParameterValue: '37', ApplyMethod: 'pending-reboot' }] });
  await rds.modifyDBInstance({ DBInstanceIdentifier: 'portal-db', DBParameterGroupName });
  expect((await told('portal-db')).DBParameterGroups?.[0]?.ParameterApplyStatus).toBe('pending-reboot');
  await rds.rebootDBInstance({ DBInstanceIdentifier: 'portal-db' });
  await available('portal-db');
  expect([await show('log_min_duration_statement'), await show('max_connections')]).toEqual(['500ms', '37']);
  await rds.modifyDBParameterGroup({ DBParameterGroupName, Parameters: [{ ParameterName: 'work_mem', ParameterValue: '8192', ApplyMethod: 'immediate' }] });
  await until(async () => (await told('portal-db')).DBParameterGroups?.[0]?.ParameterApplyStatus === 'in-sync');
  expect(await show('work_mem')).toBe('8MB');
  await rds.stopDBInstance({ DBInstanceIdentifier: 'portal-db' });
  await until(async () => (await told('portal-db')).DBInstanceStatus === 'stopped');
  await expect(psql('portal-db')).rejects.toThrow();
  await rds.startDBInstance({ DBInstanceIdentifier: 'portal-db' });
  await available('portal-db');
  expect(await rowsOf('portal-db')).toEqual(['ada', 'grace']);
}, 120_000);

test('the sandbox killed in the middle of a restore and started again finishes it, and the living instance serves again', async () => {
  await createPortal();
  await rds.createDBSnapshot({ DBInstanceIdentifier: 'portal-db', DBSnapshotIdentifier: 'by-hand' });
  await available('portal-db');
  await rds.restoreDBInstanceFromDBSnapshot({ DBInstanceIdentifier: 'restored', DBSnapshotIdentifier: 'by-hand' });
  process.kill(sandbox.pid, 'SIGKILL');
  await until(async () => !isAlive(sandbox));
  await up();
  await available('restored');
  expect(await rowsOf('restored')).toEqual(['ada', 'grace']);
  await until(() => rowsOf('portal-db').then((rows) => rows.length === 2, () => false));
}, 120_000);
