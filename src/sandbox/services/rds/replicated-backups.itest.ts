import { KMS } from '@aws-sdk/client-kms';
import { RDS } from '@aws-sdk/client-rds';
import { pgClient } from '#engines/postgres/pg-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { controlRequest } from '../../process/control-request.ts';
import { startTestSandbox, type TestSandbox } from '../../testing/start-test-sandbox.ts';

let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(async () => {
  // what PostgreSQL says of a recovery is news, not trouble
  expect(sandbox.log.filter((line) => !line.startsWith('rds: restore of'))).toEqual([]);
  await sandbox.close();
});

function home(region: string): { readonly rds: RDS; readonly kms: KMS } {
  const key = sandbox.keys['platform-admin'];
  if (!key) throw new Error('no principal platform-admin');
  const at = { region, endpoint: sandbox.address.endpoint, credentials: { accessKeyId: key.accessKeyId, secretAccessKey: key.secretAccessKey } };
  return { rds: new RDS(at), kms: new KMS(at) };
}

const advance = (seconds: number): Promise<unknown> => controlRequest(sandbox.address, 'advance', { params: { micros: seconds * 1_000_000 }, timeoutMs: 120_000 });

async function query<T>(rds: RDS, DBInstanceIdentifier: string, sql: string): Promise<readonly T[]> {
  const { DBInstances = [] } = await rds.describeDBInstances({ DBInstanceIdentifier });
  const client = pgClient({ host: DBInstances[0]?.Endpoint?.Address ?? '', port: DBInstances[0]?.Endpoint?.Port ?? 0, user: 'portal_admin', password: 'a-secret-of-twelve', database: 'portal' });
  await client.connect();
  try {
    return (await client.query(sql)).rows as readonly T[];
  } finally {
    await client.end();
  }
}

test('a real database is restored in the other region to a moment and to the latest one, and a snapshot copied there too, when its own region has lost instance, backups and key', async () => {
  const [here, far] = [home('us-west-2'), home('us-east-2')];
  const [key, farKey] = [(await here.kms.createKey({})).KeyMetadata?.Arn, (await far.kms.createKey({})).KeyMetadata?.Arn];
  await here.rds.createDBInstance({ DBInstanceIdentifier: 'portal-db', Engine: 'postgres', DBInstanceClass: 'db.t4g.medium', AllocatedStorage: 20, MasterUsername: 'portal_admin', MasterUserPassword: 'a-secret-of-twelve', DBName: 'portal', BackupRetentionPeriod: 7, StorageEncrypted: true, KmsKeyId: key });
  await advance(1_800);
  const SourceDBInstanceArn = (await here.rds.describeDBInstances({ DBInstanceIdentifier: 'portal-db' })).DBInstances?.[0]?.DBInstanceArn;
  const { DBInstanceAutomatedBackup } = await far.rds.startDBInstanceAutomatedBackupsReplication({ SourceDBInstanceArn, KmsKeyId: farKey, BackupRetentionPeriod: 14 });
  const SourceDBInstanceAutomatedBackupsArn = DBInstanceAutomatedBackup?.DBInstanceAutomatedBackupsArn;
  await advance(1_800);
  await query(here.rds, 'portal-db', 'CREATE TABLE member AS SELECT generate_series(1, 100) AS id');
  const now = new Date(String((await controlRequest(sandbox.address, 'status', {}) as { readonly drillTime: string }).drillTime));
  await advance(60);
  await query(here.rds, 'portal-db', 'INSERT INTO member SELECT generate_series(101, 150)');
  await here.rds.createDBSnapshot({ DBInstanceIdentifier: 'portal-db', DBSnapshotIdentifier: 'last' });
  await advance(3_600);
  await far.rds.copyDBSnapshot({ SourceDBSnapshotIdentifier: `arn:aws:rds:us-west-2:111111111111:snapshot:last`, TargetDBSnapshotIdentifier: 'last', KmsKeyId: farKey });
  await advance(3_600);
  await query(here.rds, 'portal-db', 'INSERT INTO member SELECT generate_series(151, 200)');
  await here.rds.deleteDBInstance({ DBInstanceIdentifier: 'portal-db', SkipFinalSnapshot: true, DeleteAutomatedBackups: true });
  await advance(1_800);
  await here.rds.deleteDBSnapshot({ DBSnapshotIdentifier: 'last' });
  await here.kms.scheduleKeyDeletion({ KeyId: key, PendingWindowInDays: 7 });
  await advance(8 * 86_400);
  expect((await far.rds.describeDBInstanceAutomatedBackups({ DBInstanceAutomatedBackupsArn: SourceDBInstanceAutomatedBackupsArn })).DBInstanceAutomatedBackups).toMatchObject([{ Status: 'retained', KmsKeyId: farKey, RestoreWindow: { LatestTime: expect.any(Date) as Date } }]);
  await far.rds.restoreDBInstanceToPointInTime({ SourceDBInstanceAutomatedBackupsArn, TargetDBInstanceIdentifier: 'then', RestoreTime: new Date(Math.floor(now.getTime() / 1000) * 1000 + 2_000) });
  await far.rds.restoreDBInstanceToPointInTime({ SourceDBInstanceAutomatedBackupsArn, TargetDBInstanceIdentifier: 'newest', UseLatestRestorableTime: true });
  await far.rds.restoreDBInstanceFromDBSnapshot({ DBSnapshotIdentifier: 'last', DBInstanceIdentifier: 'from-snapshot' });
  await advance(4 * 3_600);
  const counts = await Promise.all(['then', 'newest', 'from-snapshot'].map((name) => query<{ n: number }>(far.rds, name, 'SELECT count(*)::int AS n FROM member')));
  expect(counts.map(([row]) => row?.n)).toEqual([100, 150, 150]);
}, 180_000);
