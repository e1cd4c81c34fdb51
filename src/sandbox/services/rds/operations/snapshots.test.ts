import { afterEach, beforeEach, expect, test } from 'vitest';
import { KEY, rdsWithInstance, refused, type FakeRds } from '../testing/fake-rds.ts';

let rds: FakeRds;
const take = (name: string, more: Readonly<Record<string, unknown>> = {}) => rds.run('CreateDBSnapshot', { DBInstanceIdentifier: 'portal-db', DBSnapshotIdentifier: name, ...more });
const told = async (input: Readonly<Record<string, unknown>>) => (await rds.run('DescribeDBSnapshots', input))['DBSnapshots'] as readonly Record<string, unknown>[];
const PLACE = { account: '111111111111', region: 'us-west-2' };

beforeEach(async () => { rds = await rdsWithInstance({ StorageEncrypted: true, KmsKeyId: 'alias/portal-data', BackupRetentionPeriod: 2 }); });
afterEach(() => rds.close());

test('a snapshot is made while its instance is backing up, with progress, and holds what was there', async () => {
  rds.engine.write(await rds.ref('portal-db'), 'rows');
  expect(await take('by-hand', { Tags: [{ Key: 'a', Value: 'b' }] })).toMatchObject({ DBSnapshot: { Status: 'creating', PercentProgress: 0, SnapshotType: 'manual', Encrypted: true, KmsKeyId: KEY, DBSnapshotArn: 'arn:aws:rds:us-west-2:111111111111:snapshot:by-hand' } });
  expect((await rds.told('portal-db'))['DBInstanceStatus']).toBe('backing-up');
  expect((await refused(take('second')))[0]).toBe('InvalidDBInstanceState');
  await rds.pass(90);
  expect((await told({ DBSnapshotIdentifier: 'by-hand' }))[0]).toMatchObject({ Status: 'creating', PercentProgress: 50 });
  await rds.pass(90);
  expect((await told({ DBSnapshotIdentifier: 'by-hand' }))[0]).toMatchObject({ Status: 'available', PercentProgress: 100, TagList: [{ Key: 'a', Value: 'b' }], FullSnapshotSizeInBytes: 4 });
  expect((await rds.told('portal-db'))['DBInstanceStatus']).toBe('available');
});

test('a snapshot that the engine cannot take has failed, and its instance is available again', async () => {
  rds.engine.failing.set('snapshot', 'disk full');
  await take('broken');
  await rds.pass(1);
  expect((await told({ DBSnapshotIdentifier: 'broken' }))[0]).toMatchObject({ Status: 'failed' });
  expect((await rds.told('portal-db'))['DBInstanceStatus']).toBe('available');
});

test('an automated snapshot is taken each day in the window and goes after the retention period; they cannot be deleted by hand', async () => {
  await rds.pass(4 * 86_400);
  const automated = await told({ SnapshotType: 'automated' });
  expect(automated.length).toBeGreaterThanOrEqual(2);
  expect(automated.length).toBeLessThanOrEqual(3);
  const window = String((await rds.told('portal-db'))['PreferredBackupWindow']);
  expect(String(automated.at(-1)?.['DBSnapshotIdentifier'])).toMatch(new RegExp(`^rds:portal-db-2026-03-1[34]-${window.slice(0, 2)}-${window.slice(3, 5)}$`));
  expect(await refused(rds.run('DeleteDBSnapshot', { DBSnapshotIdentifier: automated[0]?.['DBSnapshotIdentifier'] }))).toEqual(['InvalidDBSnapshotState', 400, 'automated snapshots cannot be deleted.']);
});

test('a copy goes to another region under a key of that region, and outlives its source', async () => {
  await take('by-hand');
  await rds.pass(200);
  const source = { SourceDBSnapshotIdentifier: 'arn:aws:rds:us-west-2:111111111111:snapshot:by-hand', TargetDBSnapshotIdentifier: 'there' };
  expect((await refused(rds.run('CopyDBSnapshot', source, { region: 'us-east-2' })))[0]).toBe('InvalidParameterCombination');
  await rds.run('CopyDBSnapshot', { ...source, KmsKeyId: 'alias/portal-data', PreSignedUrl: 'https://rds.us-west-2.amazonaws.com/' }, { region: 'us-east-2' });
  expect((await refused(rds.run('DeleteDBSnapshot', { DBSnapshotIdentifier: 'by-hand' })))[0]).toBe('InvalidDBSnapshotState');
  await rds.pass(200);
  await rds.run('DeleteDBSnapshot', { DBSnapshotIdentifier: 'by-hand' });
  expect((await refused(told({ DBSnapshotIdentifier: 'by-hand' })))[0]).toBe('DBSnapshotNotFound');
  const { DBSnapshots } = await rds.run('DescribeDBSnapshots', {}, { region: 'us-east-2' });
  expect(DBSnapshots).toMatchObject([{ DBSnapshotIdentifier: 'there', Status: 'available', SourceRegion: 'us-west-2', KmsKeyId: `arn:aws:kms:us-east-2:111111111111:key/portal-data` }]);
});

test.each<[string, string, Readonly<Record<string, unknown>>, string]>([
  ['a name that is taken', 'CreateDBSnapshot', { DBInstanceIdentifier: 'portal-db', DBSnapshotIdentifier: 'there' }, 'DBSnapshotAlreadyExists'],
  ['a name with a colon', 'CreateDBSnapshot', { DBInstanceIdentifier: 'portal-db', DBSnapshotIdentifier: 'rds:mine' }, 'InvalidParameterValue'],
  ['an instance that is not there', 'CreateDBSnapshot', { DBInstanceIdentifier: 'none', DBSnapshotIdentifier: 'x' }, 'DBInstanceNotFound'],
  ['a snapshot that is not there', 'DeleteDBSnapshot', { DBSnapshotIdentifier: 'none' }, 'DBSnapshotNotFound'],
  ['a copy of nothing', 'CopyDBSnapshot', { SourceDBSnapshotIdentifier: 'none', TargetDBSnapshotIdentifier: 'x' }, 'DBSnapshotNotFound'],
  ['a copy onto a name that is taken', 'CopyDBSnapshot', { SourceDBSnapshotIdentifier: 'there', TargetDBSnapshotIdentifier: 'there' }, 'DBSnapshotAlreadyExists'],
  ['sharing with a word', 'ModifyDBSnapshotAttribute', { DBSnapshotIdentifier: 'there', AttributeName: 'restore', ValuesToAdd: ['friends'] }, 'InvalidParameterValue'],
  ['an unknown type', 'DescribeDBSnapshots', { SnapshotType: 'old' }, 'InvalidParameterValue'],
])('%s is refused', async (_, operation, input, code) => {
  await take('there');
  await rds.pass(200);
  expect((await refused(rds.run(operation, input)))[0]).toBe(code);
});

test('damage below the API changes what a snapshot holds and nothing that is told of it', async () => {
  rds.engine.write(await rds.ref('portal-db'), 'rows');
  await take('one');
  await rds.pass(200);
  rds.engine.write(await rds.ref('portal-db'), 'other rows');
  await take('two');
  await rds.pass(200);
  const before = await told({});
  await rds.control('damage-snapshot', { ...PLACE, identifier: 'one', mode: 'swap', other: 'two' });
  await rds.control('damage-snapshot', { ...PLACE, identifier: 'two', mode: 'truncate' });
  expect(await told({})).toEqual(before);
  for (const name of ['one', 'two']) await rds.run('RestoreDBInstanceFromDBSnapshot', { DBInstanceIdentifier: `from-${name}`, DBSnapshotIdentifier: name });
  await rds.pass(900);
  expect([rds.engine.server(await rds.ref('from-one')).data, rds.engine.server(await rds.ref('from-two')).data]).toEqual(['other rows', 'other']);
});

test('the control port sets faults at an instance\'s port and refuses what it does not understand', async () => {
  await rds.control('port-fault', { ...PLACE, identifier: 'portal-db', fault: { kind: 'slow', latencyMs: 50 } });
  expect([...rds.engine.faults]).toEqual([['portal-db.111111111111.us-west-2', { kind: 'slow', latencyMs: 50, bytesPerSecond: null }]]);
  await expect(rds.control('port-fault', { ...PLACE, identifier: 'portal-db', fault: { kind: 'fire' } })).rejects.toMatchObject({ code: 'control.bad-params' });
  await expect(rds.control('port-fault', { ...PLACE, identifier: 'none', fault: { kind: 'none' } })).rejects.toMatchObject({ code: 'DBInstanceNotFound' });
  await expect(rds.control('damage-snapshot', { ...PLACE, identifier: 'none', mode: 'empty' })).rejects.toMatchObject({ code: 'DBSnapshotNotFound' });
  await expect(rds.control('freeze-log-shipping', { ...PLACE, identifier: 'portal-db' })).rejects.toMatchObject({ code: 'control.bad-params' });
});
