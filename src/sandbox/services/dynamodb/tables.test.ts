import { afterEach, beforeEach, expect, test } from 'vitest';
import { dateOfMicros } from '#kit/dates';
import { dataOf } from './engine-of.ts';
import { ARN, content, dynamodbWithTable, HERE, item, refused, tableInput, type FakeDynamodb } from './testing/fake-dynamodb.ts';

interface Told {
  readonly TableStatus: string;
  readonly ItemCount: number;
  readonly TableSizeBytes: number;
  readonly LatestStreamArn?: string;
  readonly GlobalSecondaryIndexes?: readonly { readonly IndexName: string; readonly IndexStatus: string; readonly ItemCount: number }[];
}

let fake: FakeDynamodb;
beforeEach(async () => {
  fake = await dynamodbWithTable('docs', { Tags: [{ Key: 'backup', Value: 'daily' }], StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } });
});
afterEach(() => fake.close());

const told = async (TableName = 'docs'): Promise<Told> => (await fake.run('DescribeTable', { TableName }) as { readonly Table: Told }).Table;
const put = (pk: string, more: Readonly<Record<string, string | number>> = {}, TableName = 'docs'): Promise<unknown> => fake.run('PutItem', { TableName, Item: item(pk, more) });
const backups = async (BackupType = 'ALL'): Promise<readonly { readonly BackupName: string; readonly BackupArn: string }[]> => (await fake.run('ListBackups', { BackupType }) as { readonly BackupSummaries: readonly { readonly BackupName: string; readonly BackupArn: string }[] }).BackupSummaries;

test('a new table is CREATING before it is ACTIVE and serves items, and its counts are right at once, also after a restart', async () => {
  await fake.run('CreateTable', tableInput('later'));
  expect(await told('later')).toMatchObject({ TableStatus: 'CREATING', ItemCount: 0 });
  expect((await refused(put('a', {}, 'later')))).toMatchObject(['ResourceNotFoundException', 'Requested resource not found', {}]);
  expect((await refused(fake.run('CreateTable', tableInput('later')))).slice(0, 2)).toEqual(['ResourceInUseException', 'Table already exists: later']);
  for (const n of [1, 2, 3]) await put(`k${n}`, { owner: 'o', updatedAt: String(n), n });
  await put('k1', { n: 1 });
  await fake.run('DeleteItem', { TableName: 'docs', Key: item('k3') });
  const before = await told();
  expect(before).toMatchObject({ TableStatus: 'ACTIVE', ItemCount: 2, GlobalSecondaryIndexes: [{ IndexName: 'by-owner', ItemCount: 1 }] });
  expect(before.TableSizeBytes).toBeGreaterThan(20);
  fake = await fake.reopen();
  expect(await told()).toEqual(before);
});

test('a protected table cannot be deleted; one with point-in-time recovery leaves a system backup for 35 days and no other moment', async () => {
  await put('kept', { n: 1 });
  await fake.run('UpdateContinuousBackups', { TableName: 'docs', PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } });
  await fake.run('UpdateTable', { TableName: 'docs', DeletionProtectionEnabled: true });
  await fake.pass(10);
  expect((await refused(fake.run('DeleteTable', { TableName: 'docs' }))).slice(0, 2)).toEqual(['ValidationException', 'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.']);
  await fake.run('UpdateTable', { TableName: 'docs', DeletionProtectionEnabled: false });
  await fake.pass(10);
  await fake.run('DeleteTable', { TableName: 'docs' });
  expect((await refused(put('late')))[0]).toBe('ResourceNotFoundException');
  await fake.pass(31);
  expect((await refused(fake.run('DescribeTable', { TableName: 'docs' })))[0]).toBe('ResourceNotFoundException');
  expect((await refused(fake.run('RestoreTableToPointInTime', { SourceTableName: 'docs', TargetTableName: 'new', UseLatestRestorableTime: true })))[0]).toBe('TableNotFoundException');
  const [system] = await backups('SYSTEM');
  expect(system).toMatchObject({ BackupName: 'docs$DeletedTableBackup', BackupType: 'SYSTEM', BackupStatus: 'AVAILABLE', BackupExpiryDateTime: dateOfMicros(fake.nowMicros() + 35 * 86_400_000_000 - 31_000_000) });
  await fake.run('RestoreTableFromBackup', { TargetTableName: 'docs', BackupArn: system?.BackupArn });
  await fake.pass(1300);
  expect(await content(fake, 'docs')).toEqual({ kept: item('kept', { n: 1 }) });
  await fake.pass(35 * 86_400);
  expect(await backups()).toEqual([]);
});

test('a restore takes at least 20 minutes and brings items and indexes, but no tags, stream, time to live, protection or point-in-time recovery', async () => {
  await put('a', { owner: 'ada', updatedAt: '1' });
  await fake.run('UpdateContinuousBackups', { TableName: 'docs', PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } });
  await fake.run('UpdateTimeToLive', { TableName: 'docs', TimeToLiveSpecification: { Enabled: true, AttributeName: 'expiresAt' } });
  await fake.run('UpdateTable', { TableName: 'docs', DeletionProtectionEnabled: true });
  await fake.pass(600);
  await fake.run('RestoreTableToPointInTime', { SourceTableName: 'docs', TargetTableName: 'restored', UseLatestRestorableTime: true });
  await fake.pass(1199);
  expect(await told('restored')).toMatchObject({ TableStatus: 'CREATING', RestoreSummary: { SourceTableArn: `${ARN}docs`, RestoreInProgress: true } });
  await fake.pass(2);
  const restored = await told('restored');
  expect(restored).toMatchObject({ TableStatus: 'ACTIVE', ItemCount: 1, DeletionProtectionEnabled: false, RestoreSummary: { RestoreInProgress: false }, GlobalSecondaryIndexes: [{ IndexName: 'by-owner', IndexStatus: 'ACTIVE', ItemCount: 1 }] });
  expect(restored.LatestStreamArn).toBeUndefined();
  expect(await fake.run('ListTagsOfResource', { ResourceArn: `${ARN}restored` })).toEqual({ Tags: [] });
  expect(await fake.run('DescribeTimeToLive', { TableName: 'restored' })).toEqual({ TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } });
  expect(await fake.run('DescribeContinuousBackups', { TableName: 'restored' })).toEqual({ ContinuousBackupsDescription: { ContinuousBackupsStatus: 'ENABLED', PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' } } });
  expect(await fake.run('Query', { TableName: 'restored', IndexName: 'by-owner', KeyConditionExpression: '#o = :o', ExpressionAttributeNames: { '#o': 'owner' }, ExpressionAttributeValues: { ':o': { S: 'ada' } } })).toMatchObject({ Count: 1 });
  await fake.run('UpdateTable', { TableName: 'restored', StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } });
  expect((await told('restored')).LatestStreamArn).toMatch(/^arn:aws:dynamodb:us-west-2:111111111111:table\/restored\/stream\/2026-03-10T12:\d\d:\d\d\.\d{3}$/);
});

test('the window of point-in-time recovery moves with time, lags five minutes, is cut at once and does not reach back when it is raised', async () => {
  const days = async (RecoveryPeriodInDays?: number): Promise<readonly [number, number]> => {
    const spec = { PointInTimeRecoveryEnabled: true, ...(RecoveryPeriodInDays === undefined ? {} : { RecoveryPeriodInDays }) };
    const { ContinuousBackupsDescription: { PointInTimeRecoveryDescription: told } } = await fake.run('UpdateContinuousBackups', { TableName: 'docs', PointInTimeRecoverySpecification: spec }) as { readonly ContinuousBackupsDescription: { readonly PointInTimeRecoveryDescription: { readonly EarliestRestorableDateTime: Date; readonly LatestRestorableDateTime: Date } } };
    const now = fake.nowMicros() / 1000;
    return [Math.round((now - told.EarliestRestorableDateTime.getTime()) / 1000), Math.round((now - told.LatestRestorableDateTime.getTime()) / 1000)];
  };
  const DAY = 86_400;
  expect(await days()).toEqual([0, 0]);
  await fake.pass(10 * DAY);
  expect(await days()).toEqual([10 * DAY, 300]);
  expect(await days(5)).toEqual([5 * DAY, 300]);
  expect(await days(35)).toEqual([5 * DAY, 300]);
  await fake.pass(40 * DAY);
  expect(await days()).toEqual([35 * DAY, 300]);
  for (const wrong of [36 * DAY, 200]) expect((await refused(fake.run('RestoreTableToPointInTime', { SourceTableName: 'docs', TargetTableName: 'new', RestoreDateTime: dateOfMicros(fake.nowMicros() - wrong * 1_000_000) })))[0]).toBe('InvalidRestoreTimeException');
  await expect(days(36)).rejects.toMatchObject({ code: 'ValidationException' });
});

test('expired items go within the hour of drill time, those of before time to live as well, and an item with more time given stays', async () => {
  const at = (seconds: number): number => Math.floor(fake.nowMicros() / 1_000_000) + seconds;
  await put('old', { expiresAt: at(1000) });
  await fake.run('UpdateTimeToLive', { TableName: 'docs', TimeToLiveSpecification: { Enabled: true, AttributeName: 'expiresAt' } });
  await fake.pass(60);
  await put('soon', { expiresAt: at(4000) });
  await put('extended', { expiresAt: at(1000) });
  await put('extended', { expiresAt: at(900_000) });
  await fake.run('PutItem', { TableName: 'docs', Item: { ...item('text'), expiresAt: { S: '1' } } });
  await fake.pass(3600);
  expect(Object.keys(await content(fake, 'docs')).sort()).toEqual(['extended', 'soon', 'text']);
  fake = await fake.reopen();
  await fake.pass(7200);
  expect(Object.keys(await content(fake, 'docs')).sort()).toEqual(['extended', 'text']);
  await fake.run('UpdateTimeToLive', { TableName: 'docs', TimeToLiveSpecification: { Enabled: false, AttributeName: 'expiresAt' } });
  await fake.pass(1_000_000);
  expect(Object.keys(await content(fake, 'docs'))).toContain('extended');
});

test('each look for expired items moves its time on, whatever is written meanwhile, and none of it is forgotten', async () => {
  await fake.run('UpdateTimeToLive', { TableName: 'docs', TimeToLiveSpecification: { Enabled: true, AttributeName: 'expiresAt' } });
  await fake.pass(60);
  const expiresAt = Math.floor(fake.nowMicros() / 1_000_000) - 7200;
  for (let n = 0; n < 20; n += 1) await put(`before-${n}`, { expiresAt });
  const { expiries } = dataOf(fake.context);
  for (let look = 1; look <= 3; look += 1) {
    const due = expiries.dueMicros() ?? 0;
    expect(due).toBeGreaterThan(fake.nowMicros());
    const writing = Promise.all(Array.from({ length: 40 }, (_, n) => put(`look-${look}-${n}`, { expiresAt })));
    await fake.fireOnce();
    await writing;
    expect([null, due + 3_600_000_000]).toContain(expiries.dueMicros());
    await put(`after-${look}`, { expiresAt });
  }
  await fake.pass(3600);
  expect([Object.keys(await content(fake, 'docs')), expiries.dueMicros()]).toEqual([[], null]);
});

test('a global index that is added to a table with items is filled while it is CREATING, and cannot be read before', async () => {
  for (let n = 0; n < 1200; n += 1) await put(`k${n}`, { team: `t${n % 2}` });
  await fake.run('UpdateTable', { TableName: 'docs', AttributeDefinitions: [{ AttributeName: 'team', AttributeType: 'S' }], GlobalSecondaryIndexUpdates: [{ Create: { IndexName: 'by-team', KeySchema: [{ AttributeName: 'team', KeyType: 'HASH' }], Projection: { ProjectionType: 'KEYS_ONLY' } } }] });
  const query = { TableName: 'docs', IndexName: 'by-team', KeyConditionExpression: 'team = :t', ExpressionAttributeValues: { ':t': { S: 't1' } } };
  expect((await refused(fake.run('Query', query)))[1]).toBe('Cannot read from backfilling global secondary index: by-team');
  await put('while', { team: 't1' });
  await fake.pass(10);
  expect(await fake.run('Query', query)).toMatchObject({ Count: 601 });
  expect((await told()).GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === 'by-team')).toMatchObject({ IndexStatus: 'ACTIVE', ItemCount: 1201 });
  await fake.run('UpdateTable', { TableName: 'docs', GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'by-team' } }] });
  await fake.pass(10);
  expect((await refused(fake.run('Query', query)))[1]).toContain('does not have the specified index');
});

test('a table whose key is disabled tells so, its items and restores answer with the error of KMS, and all is well when the key is back', async () => {
  const { KeyMetadata: { KeyId, Arn } } = await fake.kms('CreateKey', {}) as { readonly KeyMetadata: { readonly KeyId: string; readonly Arn: string } };
  await fake.run('CreateTable', tableInput('sealed', { SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: KeyId } }));
  await fake.pass(10);
  await put('a', {}, 'sealed');
  const { BackupDetails: { BackupArn } } = await fake.run('CreateBackup', { TableName: 'sealed', BackupName: 'one' }) as { readonly BackupDetails: { readonly BackupArn: string } };
  await fake.pass(100);
  expect(await told('sealed')).toMatchObject({ SSEDescription: { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn: Arn } });
  await fake.kms('DisableKey', { KeyId });
  expect(await told('sealed')).toMatchObject({ TableStatus: 'INACCESSIBLE_ENCRYPTION_CREDENTIALS', SSEDescription: { InaccessibleEncryptionDateTime: dateOfMicros(fake.nowMicros()) } });
  for (const call of [fake.run('GetItem', { TableName: 'sealed', Key: item('a') }), put('b', {}, 'sealed'), fake.run('RestoreTableFromBackup', { TargetTableName: 'new', BackupArn }), fake.run('CreateBackup', { TableName: 'sealed', BackupName: 'two' })]) {
    const [code, message] = await refused(call);
    expect([code, message]).toEqual(['AccessDeniedException', expect.stringMatching(/^KMS key access denied error: .*is disabled.*Error Code: DisabledException/)]);
  }
  await fake.kms('EnableKey', { KeyId });
  expect(await content(fake, 'sealed')).toHaveProperty('a');
  expect(await told('sealed')).toMatchObject({ TableStatus: 'ACTIVE' });
});

test('tables, backups and items of another account are denied, and a restore in another region needs its own encryption', async () => {
  await put('a');
  await fake.run('UpdateContinuousBackups', { TableName: 'docs', PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } });
  await fake.pass(400);
  const other = { account: '222222222222' };
  expect((await refused(fake.run('DescribeTable', { TableName: `${ARN}docs` }, other)))[0]).toBe('AccessDenied');
  expect((await refused(fake.run('GetItem', { TableName: `${ARN}docs`, Key: item('a') }, other)))[0]).toBe('AccessDenied');
  expect(await fake.run('GetItem', { TableName: `${ARN}docs`, Key: item('a') })).toEqual({ Item: item('a') });
  expect((await refused(fake.run('DescribeTable', { TableName: 'docs' }, other)))[0]).toBe('ResourceNotFoundException');
  const there = { account: HERE.account, region: 'us-east-2' };
  const restore = { SourceTableArn: `${ARN}docs`, TargetTableName: 'docs', UseLatestRestorableTime: true };
  expect((await refused(fake.run('RestoreTableToPointInTime', restore, there)))[1]).toContain('SSESpecificationOverride must be specified');
  await fake.run('RestoreTableToPointInTime', { ...restore, SSESpecificationOverride: { Enabled: true, SSEType: 'KMS' } }, there);
  await fake.pass(1300);
  expect(await content(fake, 'docs', there)).toEqual({ a: item('a') });
});
