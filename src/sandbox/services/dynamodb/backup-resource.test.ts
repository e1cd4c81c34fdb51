import { afterEach, beforeEach, expect, test } from 'vitest';
import { BackupFailure, type BackedUp } from '../../backup-resource.ts';
import { keepRegionSettings } from '../backup/region-settings.ts';
import { dynamodbBackupResource as kind } from './backup-resource.ts';
import { ARN, content, HERE, item, openFakeDynamodb, PLATFORM, refused, tableInput, type FakeDynamodb } from './testing/fake-dynamodb.ts';

const ROLE = `arn:aws:iam::${PLATFORM}:role/aws-backup`;
const JOB = '0b5d1c9e-9c3e-4c0f-8a55-000000000001';

let fake: FakeDynamodb;
let vaultKey: string;
let tableKey: string;
const newKey = async (): Promise<string> => (await fake.kms('CreateKey', {}) as { readonly KeyMetadata: { readonly Arn: string } }).KeyMetadata.Arn;
const backup = (jobId = JOB): Promise<BackedUp> => kind.backup(fake.context, { resourceArn: `${ARN}docs`, jobId, vaultKeyArn: vaultKey, roleArn: ROLE });
const restore = (artifact: string, metadata: Readonly<Record<string, string>>, jobId = 'restore-1', at = HERE): Promise<{ readonly createdResourceArn: string }> =>
  kind.restore(fake.context, { artifact, metadata, at, jobId, roleArn: ROLE, vaultKeyArn: vaultKey });
const put = (pk: string, n: number, TableName = 'docs'): Promise<unknown> => fake.run('PutItem', { TableName, Item: item(pk, { n }) });

beforeEach(async () => {
  fake = openFakeDynamodb();
  [vaultKey, tableKey] = [await newKey(), await newKey()];
  await fake.run('CreateTable', tableInput('docs', { Tags: [{ Key: 'backup', Value: 'daily' }], SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: tableKey } }));
  await fake.pass(10);
  for (const n of [1, 2, 3, 4]) await put(`k${n}`, n);
});
afterEach(() => fake.close());

test('with the advanced features a point has no ARN of DynamoDB, stays under the vault\'s key, and is the same one when the job is done again', async () => {
  expect(kind.list(fake.context, HERE)).toEqual([{ arn: `${ARN}docs`, name: 'docs', place: HERE, tags: { backup: 'daily' } }]);
  const made = await backup();
  expect(made).toMatchObject({ nativeArn: null, objects: 4, keyArn: vaultKey, message: null });
  expect(await backup()).toEqual(made);
  expect(await fake.run('ListBackups', { BackupType: 'ALL' })).toEqual({ BackupSummaries: [] });
  await put('late', 9);
  const metadata = kind.restoreMetadata(fake.context, made.artifact);
  expect(metadata).toEqual({ targetTableName: 'docs', encryptionType: 'KMS', kmsMasterKeyArn: tableKey });
  const begun = await restore(made.artifact, { ...metadata, targetTableName: 'restored' });
  expect(begun).toEqual({ createdResourceArn: `${ARN}restored` });
  expect(await restore(made.artifact, { ...metadata, targetTableName: 'restored' })).toEqual(begun);
  expect(kind.restoring(fake.context, { ...begun, jobId: 'restore-1' })).toMatchObject({ state: 'running' });
  await fake.pass(1201);
  expect(kind.restoring(fake.context, { ...begun, jobId: 'restore-1' })).toEqual({ state: 'done', message: null });
  expect(Object.keys(await content(fake, 'restored')).sort()).toEqual(['k1', 'k2', 'k3', 'k4']);
  kind.forget(fake.context, made.artifact);
  kind.forget(fake.context, made.artifact);
  await expect(restore(made.artifact, metadata, 'restore-2')).rejects.toThrow('does not exist any more');
});

test('without them a point is a backup of DynamoDB under the table\'s key, which only AWS Backup deletes and nobody copies', async () => {
  keepRegionSettings(fake.context.catalogue, HERE, { optIn: {}, management: { DynamoDB: false } });
  const made = await backup();
  expect(made).toMatchObject({ nativeArn: expect.stringMatching(/^arn:aws:dynamodb:us-west-2:111111111111:table\/docs\/backup\/\d{14}-[0-9a-f]{8}$/), keyArn: tableKey });
  expect(await fake.run('ListBackups', { BackupType: 'AWS_BACKUP' })).toMatchObject({ BackupSummaries: [{ BackupArn: made.nativeArn, BackupType: 'AWS_BACKUP', BackupStatus: 'AVAILABLE' }] });
  expect((await refused(fake.run('DeleteBackup', { BackupArn: made.nativeArn })))[1]).toContain('was created by AWS Backup');
  await expect(kind.copy(fake.context, { artifact: made.artifact, to: { account: '222222222222', region: 'us-west-2' }, keyArn: vaultKey, jobId: 'copy' })).rejects.toThrow(/advanced features/);
  kind.forget(fake.context, made.artifact);
  expect(await fake.run('ListBackups', { BackupType: 'ALL' })).toEqual({ BackupSummaries: [] });
});

test('a copy in another account and region outlives its source and the table, and is restored there under a key of that place', async () => {
  const there = { account: '222222222222', region: 'us-east-2' };
  const made = await backup();
  const copied = await kind.copy(fake.context, { artifact: made.artifact, to: there, keyArn: vaultKey, jobId: 'copy' });
  expect(copied).toMatchObject({ nativeArn: null, objects: 4, keyArn: vaultKey });
  kind.forget(fake.context, made.artifact);
  await fake.run('DeleteTable', { TableName: 'docs' });
  await fake.pass(3 * 86_400);
  fake = await fake.reopen();
  await fake.kms('PutKeyPolicy', { KeyId: vaultKey, PolicyName: 'default', Policy: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: [`arn:aws:iam::${PLATFORM}:root`, 'arn:aws:iam::222222222222:root'] }, Action: 'kms:*', Resource: '*' }] }) });
  const begun = await kind.restore(fake.context, { artifact: copied.artifact, metadata: { TargetTableName: 'docs', encryptiontype: 'Default' }, at: there, jobId: 'restore-1', roleArn: 'arn:aws:iam::222222222222:role/aws-backup', vaultKeyArn: vaultKey });
  expect(begun.createdResourceArn).toBe('arn:aws:dynamodb:us-east-2:222222222222:table/docs');
  await fake.pass(1201);
  expect(Object.keys(await content(fake, 'docs', there)).sort()).toEqual(['k1', 'k2', 'k3', 'k4']);
});

test('what AWS Backup cannot do ends in a sentence: no table, a lost key, a name that is taken, metadata that nobody knows', async () => {
  await expect(kind.backup(fake.context, { resourceArn: `${ARN}none`, jobId: JOB, vaultKeyArn: vaultKey, roleArn: ROLE })).rejects.toThrow(BackupFailure);
  const { artifact } = await backup();
  await expect(restore(artifact, { targetTableName: 'docs' })).rejects.toThrow('Table already exists: docs (Service: AmazonDynamoDBv2; Error Code: TableAlreadyExistsException)');
  for (const [metadata, sentence] of [[{ targetTableName: 'new', tableName: 'x' }, 'Unrecognized key: tableName'], [{}, 'targetTableName'], [{ targetTableName: 'new', encryptionType: 'AES' }, 'encryptionType must be']] as const) {
    await expect(restore(artifact, metadata)).rejects.toThrow(sentence);
  }
  await fake.kms('DisableKey', { KeyId: vaultKey });
  await expect(restore(artifact, { targetTableName: 'new' })).rejects.toThrow(/is not available to .*is disabled/);
  await expect(backup('job-2')).rejects.toThrow(BackupFailure);
  await fake.kms('EnableKey', { KeyId: vaultKey });
  const begun = await restore(artifact, { targetTableName: 'new' });
  await fake.kms('DisableKey', { KeyId: vaultKey });
  await fake.pass(1201);
  expect(kind.restoring(fake.context, { ...begun, jobId: 'restore-1' })).toMatchObject({ state: 'failed', message: expect.stringContaining('is disabled') });
});

test('a damaged point gives nothing, half of the items, or another table, and leaves other points of the same moment whole', async () => {
  await fake.run('CreateTable', { TableName: 'other', BillingMode: 'PAY_PER_REQUEST', AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }], KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }] });
  await fake.pass(10);
  await fake.run('PutItem', { TableName: 'other', Item: { pk: { S: 'foreign' } } });
  const foreign = await kind.backup(fake.context, { resourceArn: `${ARN}other`, jobId: 'foreign', vaultKeyArn: vaultKey, roleArn: ROLE });
  const found: number[] = [];
  for (const mode of ['empty', 'truncate', 'swap'] as const) {
    const [made, whole] = [await backup(`${mode}-1`), await backup(`${mode}-2`)];
    const artifact = await kind.damage(fake.context, made.artifact, { mode, ...(mode === 'swap' ? { other: foreign.artifact } : {}) });
    await restore(artifact, { targetTableName: mode }, `${mode}-1`);
    await restore(whole.artifact, { targetTableName: `${mode}-whole` }, `${mode}-2`);
    await fake.pass(1201);
    found.push(Object.keys(await content(fake, mode)).length);
    expect(Object.keys(await content(fake, `${mode}-whole`))).toHaveLength(4);
  }
  expect(found).toEqual([0, 2, 1]);
  expect(await content(fake, 'swap')).toEqual({ foreign: { pk: { S: 'foreign' } } });
});

test('a restore that was cut off begins anew after a restart and brings every item once', async () => {
  for (let n = 0; n < 2500; n += 1) await put(`many-${n}`, n);
  const { artifact } = await backup();
  const begun = await restore(artifact, { targetTableName: 'restored' });
  const { length } = await interrupted();
  expect(length).toBeGreaterThan(0);
  await fake.pass(1201);
  expect(kind.restoring(fake.context, { ...begun, jobId: 'restore-1' })).toEqual({ state: 'done', message: null });
  expect(Object.keys(await content(fake, 'restored'))).toHaveLength(2504);
  expect(await fake.run('DescribeTable', { TableName: 'restored' })).toMatchObject({ Table: { ItemCount: 2504 } });
});

/** Begins to load the table's items as the timer would, then opens the folder again in the middle; what was loaded by then. */
async function interrupted(): Promise<readonly string[]> {
  const { storeOf } = await import('./engine-of.ts');
  const { shapeOf } = await import('./directory.ts');
  const { stateOf } = await import('./state.ts');
  const state = stateOf(fake.context.catalogue);
  const table = state.find(`${ARN}restored`);
  const base = table?.restore && state.backup(table.restore.base);
  const store = await storeOf(fake.context, HERE);
  const loaded: string[] = [];
  if (!table || !base) return loaded;
  await store.load(shapeOf(table), (async function* first() {
    for await (const part of store.images(base.position)) {
      loaded.push(...part.map(({ key }) => key));
      yield part;
      return;
    }
  })());
  fake = await fake.reopen();
  return loaded;
}
