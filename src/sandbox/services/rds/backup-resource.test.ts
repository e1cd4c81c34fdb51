import { afterEach, beforeEach, expect, test } from 'vitest';
import { BackupFailure, type BackedUp } from '../../backup-resource.ts';
import { rdsBackupResource as kind } from './backup-resource.ts';
import { BACKUP, KEY, PLATFORM, rdsWithInstance, refused, type FakeRds } from './testing/fake-rds.ts';

let rds: FakeRds;
const ARN = 'arn:aws:rds:us-west-2:111111111111:db:portal-db';
const HERE = { account: PLATFORM, region: 'us-west-2' };
const ROLE = `arn:aws:iam::${PLATFORM}:role/aws-backup`;
const JOB = '0b5d1c9e-9c3e-4c0f-8a55-000000000001';
const backup = (jobId = JOB): Promise<BackedUp> => kind.backup(rds.context, { resourceArn: ARN, jobId, vaultKeyArn: KEY, roleArn: ROLE });
const restore = (artifact: string, metadata: Readonly<Record<string, string>>, jobId = 'restore-1') => kind.restore(rds.context, { artifact, metadata, at: HERE, jobId, roleArn: ROLE, vaultKeyArn: KEY });
const data = async (name: string) => rds.engine.server(await rds.ref(name)).data;

beforeEach(async () => {
  rds = await rdsWithInstance({ StorageEncrypted: true, KmsKeyId: 'alias/portal-data', BackupRetentionPeriod: 1, VpcSecurityGroupIds: ['sg-0portaldb000000001'], Tags: [{ Key: 'backup', Value: 'daily' }] });
  rds.engine.write(await rds.ref('portal-db'), 'rows');
});
afterEach(() => rds.close());

test('a backup is a snapshot of type awsbackup named after its job, the same one when the job is done again', async () => {
  expect(kind.find(rds.context, ARN)).toEqual({ arn: ARN, name: 'portal-db', place: HERE, tags: { backup: 'daily' } });
  const made = await backup();
  expect(made).toMatchObject({ nativeArn: `arn:aws:rds:us-west-2:111111111111:snapshot:awsbackup:job-${JOB}`, sizeBytes: 4, keyArn: KEY, message: null });
  expect(await backup()).toEqual(made);
  expect(rds.engine.points.size).toBe(2);
  expect((await rds.run('DescribeDBSnapshots', {}))['DBSnapshots']).toHaveLength(1);
  expect(await rds.run('DescribeDBSnapshots', { SnapshotType: 'awsbackup' })).toMatchObject({ DBSnapshots: [{ DBSnapshotIdentifier: `awsbackup:job-${JOB}`, Status: 'available' }] });
  expect((await refused(rds.run('DeleteDBSnapshot', { DBSnapshotIdentifier: `awsbackup:job-${JOB}` })))[0]).toBe('InvalidDBSnapshotState');
  kind.forget(rds.context, made.artifact);
  kind.forget(rds.context, made.artifact);
  expect(rds.engine.points.size).toBe(1);
});

test('a backup of what is not there, does not run, or whose key is lost, fails with a sentence', async () => {
  await expect(kind.backup(rds.context, { resourceArn: ARN.replace('portal-db', 'none'), jobId: JOB, vaultKeyArn: KEY, roleArn: ROLE })).rejects.toThrow(BackupFailure);
  rds.lost.add(KEY);
  await expect(backup()).rejects.toThrow(/cannot be used/);
  rds.lost.clear();
  await rds.run('StopDBInstance', { DBInstanceIdentifier: 'portal-db' });
  await rds.pass(60);
  await expect(backup()).rejects.toThrow('Cannot create a snapshot because the database instance portal-db is not currently in the available state.');
});

test('a restore takes the fetched metadata under another name, follows the instance and is the same one for the same job', async () => {
  const { artifact } = await backup();
  const metadata = kind.restoreMetadata(rds.context, artifact);
  expect(metadata).toMatchObject({ DBInstanceIdentifier: 'portal-db', VpcSecurityGroupIds: '["sg-0portaldb000000001"]', MultiAZ: 'false', Engine: 'postgres', DBParameterGroupName: 'default.postgres18' });
  const begun = await restore(artifact, { ...metadata, DBInstanceIdentifier: 'restored', vpcId: 'vpc-1' });
  expect(begun).toEqual({ createdResourceArn: 'arn:aws:rds:us-west-2:111111111111:db:restored' });
  expect(await restore(artifact, { ...metadata, DBInstanceIdentifier: 'restored' })).toEqual(begun);
  const restored = { ...begun, jobId: 'restore-1' };
  expect(kind.restoring(rds.context, restored)).toMatchObject({ state: 'running' });
  await rds.pass(900);
  expect(kind.restoring(rds.context, restored)).toEqual({ state: 'done', message: null });
  expect(await rds.told('restored')).toMatchObject({ VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-0portaldb000000001' }], KmsKeyId: KEY });
  expect(await data('restored')).toBe('rows');
});

test('only a name attaches the defaults, and a restore whose bytes are gone fails with what the engine said', async () => {
  const { artifact } = await backup();
  await restore(artifact, { DBInstanceIdentifier: 'plain' }, 'restore-2');
  await rds.pass(900);
  expect(await rds.told('plain')).not.toMatchObject({ VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-0portaldb000000001' }] });
  rds.engine.points.clear();
  const begun = await restore(artifact, { DBInstanceIdentifier: 'gone' }, 'restore-3');
  await rds.pass(1);
  expect(kind.restoring(rds.context, { ...begun, jobId: 'restore-3' })).toEqual({ state: 'failed', message: 'there are no bytes to restore from' });
});

test.each<[string, Readonly<Record<string, string>>, string]>([
  ['an unknown key', { DBInstanceIdentifier: 'x', NewDBInstanceIdentifier: 'y' }, 'Unrecognized key: NewDBInstanceIdentifier'],
  ['a key in another case', { dbInstanceIdentifier: 'x' }, 'Unrecognized key: dbInstanceIdentifier'],
  ['no name', { MultiAZ: 'false' }, 'DBInstanceIdentifier (the name of the new DB instance) is missing'],
  ['a list that is no JSON', { DBInstanceIdentifier: 'x', VpcSecurityGroupIds: 'sg-1' }, 'VpcSecurityGroupIds must be a JSON array'],
  ['a flag in words', { DBInstanceIdentifier: 'x', MultiAZ: 'yes' }, 'MultiAZ must be "true" or "false"'],
  ['a time for a snapshot', { DBInstanceIdentifier: 'x', RestoreTime: '2026-03-10T12:00:00Z' }, 'Unrecognized key: RestoreTime'],
])('metadata with %s is refused by name', async (_, metadata, words) => {
  const { artifact } = await backup();
  await expect(restore(artifact, metadata)).rejects.toMatchObject({ code: 'InvalidParameterValueException', message: expect.stringContaining(words) as string });
});

test('what RDS refuses ends the restore job with its words', async () => {
  const { artifact } = await backup();
  await expect(restore(artifact, { DBInstanceIdentifier: 'portal-db' })).rejects.toThrow(/DB instance already exists .*DBInstanceAlreadyExists/);
  rds.lost.add(KEY);
  await expect(restore(artifact, { DBInstanceIdentifier: 'x' })).rejects.toThrow(/KMSKeyNotAccessibleFault/);
});

test('a continuous backup owns the retention, shows its point on the instance, and is restored to a second after the instance is gone', async () => {
  const { continuous } = kind;
  if (!continuous) throw new Error('RDS has continuous backup');
  const point = 'arn:aws:backup:us-west-2:111111111111:recovery-point:continuous:portal-db-12345678';
  const { artifact, keyArn } = await continuous.begin(rds.context, ARN, 35, point);
  expect(keyArn).toBe(KEY);
  expect(await rds.told('portal-db')).toMatchObject({ BackupRetentionPeriod: 35, AwsBackupRecoveryPointArn: point });
  expect((await refused(rds.run('ModifyDBInstance', { DBInstanceIdentifier: 'portal-db', BackupRetentionPeriod: 7 })))[0]).toBe('InvalidParameterCombination');
  await rds.pass(600);
  await rds.run('DeleteDBInstance', { DBInstanceIdentifier: 'portal-db', SkipFinalSnapshot: true, DeleteAutomatedBackups: true });
  await rds.pass(300);
  const window = continuous.window(rds.context, artifact);
  const metadata = { ...kind.restoreMetadata(rds.context, artifact), DBInstanceIdentifier: 'portal-db' };
  await expect(restore(artifact, metadata)).rejects.toMatchObject({ code: 'InvalidParameterValueException' });
  await expect(restore(artifact, { ...metadata, RestoreTime: '2020-01-01T00:00:00Z' })).rejects.toThrow(BackupFailure);
  await restore(artifact, { ...metadata, RestoreTime: new Date((window?.latestMicros ?? 0) / 1000).toISOString() });
  await rds.pass(1200);
  expect(await data('portal-db')).toBe('rows');
  continuous.end(rds.context, artifact);
  kind.forget(rds.context, artifact);
  expect(continuous.window(rds.context, artifact)).toBeNull();
  expect(rds.engine.archives.size).toBe(1);
});

test('a copy is a point of its own in another account, under that vault\'s key, and damage to it leaves the original whole', async () => {
  const { artifact } = await backup();
  const to = { account: BACKUP, region: 'us-east-2' };
  const copy = await kind.copy(rds.context, { artifact, to, keyArn: 'arn:aws:kms:us-east-2:222222222222:key/vault', jobId: 'c1' });
  expect(copy).toMatchObject({ nativeArn: 'arn:aws:rds:us-east-2:222222222222:snapshot:awsbackup:copyjob-c1', keyArn: 'arn:aws:kms:us-east-2:222222222222:key/vault' });
  await expect(restore(copy.artifact, { DBInstanceIdentifier: 'x' })).rejects.toThrow(/copy it to where it is to be restored/);
  expect(await kind.damage(rds.context, copy.artifact, { mode: 'empty' })).toBe(copy.artifact);
  await kind.restore(rds.context, { artifact: copy.artifact, metadata: { DBInstanceIdentifier: 'there' }, at: to, jobId: 'r', roleArn: `arn:aws:iam::${BACKUP}:role/aws-backup`, vaultKeyArn: KEY });
  await restore(artifact, { DBInstanceIdentifier: 'here' }, 'r2');
  await rds.pass(900);
  expect(rds.engine.server(String((await rds.told('there', to))['DbiResourceId'])).data).toBe('');
  expect(await data('here')).toBe('rows');
});
