import { Backup } from '@aws-sdk/client-backup';
import { RDS } from '@aws-sdk/client-rds';
import { pgClient } from '#engines/postgres/pg-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { controlRequest } from '../../process/control-request.ts';
import { pastTheNight } from '../../testing/past-the-night.ts';
import { startTestSandbox, type TestSandbox } from '../../testing/start-test-sandbox.ts';

let sandbox: TestSandbox;
let backup: Backup;
let rds: RDS;
const ROLE = 'arn:aws:iam::111111111111:role/aws-backup';

beforeAll(async () => {
  sandbox = await startTestSandbox();
  await pastTheNight(sandbox.address);
  const keys = sandbox.keys['platform-admin'];
  if (!keys) throw new Error('no principal platform-admin');
  const config = { region: 'us-west-2', endpoint: sandbox.address.endpoint, credentials: { accessKeyId: keys.accessKeyId, secretAccessKey: keys.secretAccessKey } };
  backup = new Backup(config);
  rds = new RDS(config);
});

afterAll(async () => {
  // what PostgreSQL says of a recovery is news, not trouble
  expect(sandbox.log.filter((line) => !line.startsWith('rds: restore of'))).toEqual([]);
  await sandbox.close();
});

const advance = (seconds: number): Promise<unknown> => controlRequest(sandbox.address, 'advance', { params: { micros: seconds * 1_000_000 }, timeoutMs: 60_000 });

async function query<T>(DBInstanceIdentifier: string, sql: string): Promise<readonly T[]> {
  const { DBInstances = [] } = await rds.describeDBInstances({ DBInstanceIdentifier });
  const { Address, Port } = DBInstances[0]?.Endpoint ?? {};
  if (Address === undefined || Port === undefined) throw new Error(`${DBInstanceIdentifier} is ${DBInstances[0]?.DBInstanceStatus}`);
  const client = pgClient({ host: Address, port: Port, user: 'portal_admin', password: 'a-secret-of-twelve', database: 'portal' });
  await client.connect();
  try {
    return (await client.query(sql)).rows as readonly T[];
  } finally {
    await client.end();
  }
}

test('a daily and a continuous point of a real database restore what was in it then, after the instance is gone', async () => {
  await rds.createDBInstance({ DBInstanceIdentifier: 'portal-db', Engine: 'postgres', DBInstanceClass: 'db.t4g.medium', AllocatedStorage: 20, MasterUsername: 'portal_admin', MasterUserPassword: 'a-secret-of-twelve', DBName: 'portal', Tags: [{ Key: 'backup', Value: 'daily' }] });
  await advance(1_800);
  await query('portal-db', 'CREATE TABLE member AS SELECT generate_series(1, 100) AS id');
  const vaults = { 'portal-daily': { Lifecycle: { DeleteAfterDays: 60 } }, 'portal-continuous': { EnableContinuousBackup: true, Lifecycle: { DeleteAfterDays: 35 } } };
  for (const [name, rule] of Object.entries(vaults)) {
    await backup.createBackupVault({ BackupVaultName: name });
    const { BackupPlanId } = await backup.createBackupPlan({ BackupPlan: { BackupPlanName: name, Rules: [{ RuleName: 'r', TargetBackupVaultName: name, ScheduleExpression: 'cron(0 5 * * ? *)', ...rule }] } });
    await backup.createBackupSelection({ BackupPlanId, BackupSelection: { SelectionName: 's', IamRoleArn: ROLE, ListOfTags: [{ ConditionType: 'STRINGEQUALS', ConditionKey: 'backup', ConditionValue: 'daily' }] } });
  }
  await advance(86_400 + 3_600);
  const jobs = (await backup.listBackupJobs({})).BackupJobs ?? [];
  expect(jobs.map(({ State, StatusMessage }) => [State, StatusMessage])).toEqual(jobs.map(() => ['COMPLETED', undefined]));
  const pointOf = async (BackupVaultName: string): Promise<string | undefined> => (await backup.listRecoveryPointsByBackupVault({ BackupVaultName })).RecoveryPoints?.[0]?.RecoveryPointArn;
  const [daily, continuous] = [await pointOf('portal-daily'), await pointOf('portal-continuous')];
  expect(daily).toMatch(/^arn:aws:rds:us-west-2:111111111111:snapshot:awsbackup:job-/);
  expect(continuous).toMatch(/:recovery-point:continuous:portal-db-/);
  await query('portal-db', 'INSERT INTO member SELECT generate_series(101, 150)');
  await advance(900);
  await rds.deleteDBInstance({ DBInstanceIdentifier: 'portal-db', SkipFinalSnapshot: true, DeleteAutomatedBackups: false });
  await advance(900);

  const restored = async (RecoveryPointArn: string | undefined, Metadata: Record<string, string>): Promise<unknown> => {
    const { RestoreJobId } = await backup.startRestoreJob({ RecoveryPointArn, IamRoleArn: ROLE, Metadata });
    await advance(4 * 3_600);
    const { Status, StatusMessage } = await backup.describeRestoreJob({ RestoreJobId });
    expect([Status, StatusMessage]).toEqual(['COMPLETED', undefined]);
    return (await query<{ n: number }>(String(Metadata['DBInstanceIdentifier']), 'SELECT count(*)::int AS n FROM member'))[0]?.n;
  };
  expect(await restored(daily, { DBInstanceIdentifier: 'from-daily' })).toBe(100);
  expect(await restored(continuous, { DBInstanceIdentifier: 'from-log', UseLatestRestorableTime: 'true' })).toBe(150);
});
