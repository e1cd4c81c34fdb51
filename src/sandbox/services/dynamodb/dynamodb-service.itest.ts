import { Backup } from '@aws-sdk/client-backup';
import { CloudTrail } from '@aws-sdk/client-cloudtrail';
import { DynamoDB, TransactionCanceledException, waitUntilTableExists, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seededRandom } from '#kit/random';
import { microsOf } from '#kit/time';
import { controlRequest } from '../../process/control-request.ts';
import { pastTheNight } from '../../testing/past-the-night.ts';
import { startTestSandbox, type TestSandbox } from '../../testing/start-test-sandbox.ts';

let sandbox: TestSandbox;
let dynamodb: DynamoDB;
let backup: Backup;
let trail: CloudTrail;
const ROLE = 'arn:aws:iam::111111111111:role/aws-backup';
const ARN = 'arn:aws:dynamodb:us-west-2:111111111111:table/';

beforeAll(async () => {
  sandbox = await startTestSandbox();
  await pastTheNight(sandbox.address);
  const keys = sandbox.keys['platform-admin'];
  if (!keys) throw new Error('no principal platform-admin');
  const config = { region: 'us-west-2', endpoint: sandbox.address.endpoint, credentials: { accessKeyId: keys.accessKeyId, secretAccessKey: keys.secretAccessKey } };
  [dynamodb, backup, trail] = [new DynamoDB(config), new Backup(config), new CloudTrail(config)];
});

afterAll(async () => {
  expect(sandbox.log).toEqual([]);
  await sandbox.close();
});

const advance = (seconds: number): Promise<unknown> => controlRequest(sandbox.address, 'advance', { params: { micros: Math.round(seconds * 1_000_000) }, timeoutMs: 60_000 });

async function create(TableName: string): Promise<void> {
  await dynamodb.createTable({
    TableName, BillingMode: 'PAY_PER_REQUEST', Tags: [{ Key: 'backup', Value: 'daily' }],
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }, { AttributeName: 'owner', AttributeType: 'S' }], KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    GlobalSecondaryIndexes: [{ IndexName: 'by-owner', KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }], Projection: { ProjectionType: 'ALL' } }],
  });
  await advance(10);
  await waitUntilTableExists({ client: dynamodb, maxWaitTime: 30 }, { TableName });
}

async function content(TableName: string): Promise<Readonly<Record<string, string>>> {
  const all: Record<string, string> = {};
  let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
  do {
    const page = await dynamodb.scan({ TableName, Limit: 300, ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}) });
    for (const { pk, n } of page.Items ?? []) all[pk?.S ?? ''] = n?.N ?? '';
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return all;
}

test('items of every type come back as they were, batches and pages hold all of them, and conditions fail with the SDK\'s own errors', async () => {
  await create('types');
  const item = { pk: { S: 'all' }, n: { N: '-12.5e3' }, b: { B: new Uint8Array([0, 255, 7]) }, yes: { BOOL: true }, none: { NULL: true }, list: { L: [{ S: 'ü€😀' }, { M: { deep: { N: '1' } } }] }, set: { SS: ['a', 'b'] }, bytes: { BS: [new Uint8Array([1])] } };
  await dynamodb.putItem({ TableName: 'types', Item: item });
  const { Item } = await dynamodb.getItem({ TableName: 'types', Key: { pk: { S: 'all' } }, ConsistentRead: true });
  expect(Item).toEqual({ ...item, n: { N: '-12500' } });
  for (let first = 0; first < 1000; first += 25) {
    const puts = Array.from({ length: 25 }, (_, at) => ({ PutRequest: { Item: { pk: { S: `k${first + at}` }, n: { N: String(first + at) }, owner: { S: `o${at % 2}` } } } }));
    expect(await dynamodb.batchWriteItem({ RequestItems: { types: puts } })).toMatchObject({ UnprocessedItems: {} });
  }
  expect(Object.keys(await content('types'))).toHaveLength(1001);
  const segments = await Promise.all([0, 1, 2].map((Segment) => dynamodb.scan({ TableName: 'types', Segment, TotalSegments: 3 })));
  expect(segments.reduce((sum, { Count = 0 }) => sum + Count, 0)).toBe(1001);
  expect((await dynamodb.query({ TableName: 'types', IndexName: 'by-owner', KeyConditionExpression: '#o = :o', FilterExpression: 'n < :n', ExpressionAttributeNames: { '#o': 'owner' }, ExpressionAttributeValues: { ':o': { S: 'o1' }, ':n': { N: '100' } } })).Count).toBe(48);
  const conditional = dynamodb.putItem({ TableName: 'types', Item: { pk: { S: 'k1' } }, ConditionExpression: 'attribute_not_exists(pk)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' });
  await expect(conditional).rejects.toMatchObject({ name: 'ConditionalCheckFailedException', Item: { pk: { S: 'k1' }, n: { N: '1' } } });
  const cancelled = await dynamodb.transactWriteItems({ TransactItems: [{ Put: { TableName: 'types', Item: { pk: { S: 'new' } } } }, { Delete: { TableName: 'types', Key: { pk: { S: 'k1' } }, ConditionExpression: 'n = :n', ExpressionAttributeValues: { ':n': { N: '2' } } } }] }).catch((error: unknown) => error);
  expect(cancelled).toBeInstanceOf(TransactionCanceledException);
  expect((cancelled as TransactionCanceledException).CancellationReasons).toMatchObject([{ Code: 'None' }, { Code: 'ConditionalCheckFailed' }]);
  await expect(dynamodb.getItem({ TableName: 'none', Key: { pk: { S: 'a' } } })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await expect(dynamodb.putResourcePolicy({ ResourceArn: `${ARN}types`, Policy: '{}' })).rejects.toThrow('The sandbox does not implement the operation PutResourcePolicy of dynamodb.');
});

test('under writes, a restore to any moment of drill time has exactly what was acknowledged before it and nothing that was begun after it', async () => {
  await create('pitr');
  await dynamodb.updateContinuousBackups({ TableName: 'pitr', PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } });
  const random = seededRandom('moments');
  const now = async (): Promise<number> => microsOf((await controlRequest(sandbox.address, 'status', {}) as { readonly drillTime: string }).drillTime);
  const ledger: { readonly pk: string; readonly n: number; readonly sent: number; readonly acked: number }[] = [];
  for (let n = 0; n < 150; n += 1) {
    const [pk, sent] = [`k${Math.floor(random() * 12)}`, await now()];
    await dynamodb.putItem({ TableName: 'pitr', Item: { pk: { S: pk }, n: { N: String(n) } } });
    ledger.push({ pk, n, sent, acked: await now() });
    if (random() < 0.3) await advance(random() * 20);
  }
  await advance(400);
  for (let round = 0; round < 3; round += 1) {
    const moment = Math.floor((ledger[10 + Math.floor(random() * 130)]?.acked ?? 0) / 1000) * 1000;
    await dynamodb.restoreTableToPointInTime({ SourceTableName: 'pitr', TargetTableName: `pitr-${round}`, RestoreDateTime: new Date(moment / 1000) });
    await advance(1300);
    const found = await content(`pitr-${round}`);
    for (const pk of new Set(ledger.map((one) => one.pk))) {
      const certain = ledger.findLast((one) => one.pk === pk && one.acked <= moment)?.n;
      const possible = ledger.filter((one) => one.pk === pk && one.sent <= moment && (certain === undefined || one.n >= certain)).map(({ n }) => String(n));
      expect(certain === undefined ? [undefined, ...possible] : possible).toContain(found[pk]);
    }
  }
});

test('a plan takes a point each day, a lost table comes back from it, and without the advanced features the points are DynamoDB\'s own and are not copied', async () => {
  await create('docs');
  await dynamodb.putItem({ TableName: 'docs', Item: { pk: { S: 'a' }, n: { N: '1' } } });
  await backup.createBackupVault({ BackupVaultName: 'daily' });
  await backup.createBackupVault({ BackupVaultName: 'second' });
  const { BackupPlanId } = await backup.createBackupPlan({ BackupPlan: { BackupPlanName: 'daily', Rules: [{ RuleName: 'r', TargetBackupVaultName: 'daily', ScheduleExpression: 'cron(0 5 * * ? *)', Lifecycle: { DeleteAfterDays: 60 }, CopyActions: [{ DestinationBackupVaultArn: 'arn:aws:backup:us-west-2:111111111111:backup-vault:second' }] }] } });
  await backup.createBackupSelection({ BackupPlanId, BackupSelection: { SelectionName: 's', IamRoleArn: ROLE, Resources: [`${ARN}docs`] } });
  await advance(86_400 + 3_600);
  const points = async (BackupVaultName: string): Promise<readonly string[]> => ((await backup.listRecoveryPointsByBackupVault({ BackupVaultName })).RecoveryPoints ?? []).map(({ RecoveryPointArn = '' }) => RecoveryPointArn);
  const [point = ''] = await points('daily');
  expect(point).toMatch(/^arn:aws:backup:us-west-2:111111111111:recovery-point:[0-9a-f-]{36}$/);
  expect(await points('second')).toHaveLength(1);

  expect(await backup.describeRegionSettings({})).toMatchObject({ ResourceTypeOptInPreference: { DynamoDB: true }, ResourceTypeManagementPreference: { DynamoDB: true } });
  await backup.updateRegionSettings({ ResourceTypeManagementPreference: { DynamoDB: false } });
  await advance(86_400);
  expect((await points('daily')).filter((arn) => arn.startsWith(`${ARN}docs/backup/`))).toHaveLength(1);
  expect(await points('second')).toHaveLength(1);
  const { CopyJobs = [] } = await backup.listCopyJobs({ ByState: 'FAILED' });
  expect(CopyJobs.map(({ StatusMessage }) => StatusMessage)).toEqual([expect.stringContaining('advanced features')]);
  await backup.updateRegionSettings({ ResourceTypeManagementPreference: { DynamoDB: true } });

  await dynamodb.deleteTable({ TableName: 'docs' });
  await advance(60);
  const { RestoreMetadata } = await backup.getRecoveryPointRestoreMetadata({ BackupVaultName: 'daily', RecoveryPointArn: point });
  const { RestoreJobId } = await backup.startRestoreJob({ RecoveryPointArn: point, IamRoleArn: ROLE, Metadata: { ...RestoreMetadata, targetTableName: 'docs' } });
  await advance(1100);
  expect(await backup.describeRestoreJob({ RestoreJobId })).toMatchObject({ Status: 'RUNNING', CreatedResourceArn: `${ARN}docs` });
  await advance(200);
  expect(await backup.describeRestoreJob({ RestoreJobId })).toMatchObject({ Status: 'COMPLETED', CreatedResourceArn: `${ARN}docs` });
  expect(await content('docs')).toEqual({ a: '1' });
  await expect(backup.startBackupJob({ BackupVaultName: 'daily', ResourceArn: 'arn:aws:es:us-west-2:111111111111:domain/portal-search', IamRoleArn: ROLE })).rejects.toThrow('AWS Backup does not support Amazon OpenSearch Service domains');
});

test('the trail has every management call with its table, and no item operation', async () => {
  await advance(600);
  const { Events = [] } = await trail.lookupEvents({ LookupAttributes: [{ AttributeKey: 'EventSource', AttributeValue: 'dynamodb.amazonaws.com' }], MaxResults: 50 });
  const names = new Set(Events.map(({ EventName }) => EventName));
  expect([...names].filter((name) => /Item|Scan|Query/.test(name ?? ''))).toEqual([]);
  expect(Events.find(({ EventName }) => EventName === 'DeleteTable')?.Resources).toEqual([{ ResourceType: 'AWS::DynamoDB::Table', ResourceName: 'docs' }]);
});
