import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EngineFailure } from '../engine/db-engine.ts';
import { BACKUP, KEY, rdsWithInstance, refused, type FakeRds } from '../testing/fake-rds.ts';

let rds: FakeRds;
const data = async (name: string) => rds.engine.server(await rds.ref(name)).data;
const fromSnapshot = (more: Readonly<Record<string, unknown>> = {}) => rds.run('RestoreDBInstanceFromDBSnapshot', { DBInstanceIdentifier: 'restored', DBSnapshotIdentifier: 'snap', ...more });
const toTime = (more: Readonly<Record<string, unknown>>) => rds.run('RestoreDBInstanceToPointInTime', { SourceDBInstanceIdentifier: 'portal-db', TargetDBInstanceIdentifier: 'restored', ...more });
const at = (seconds: number) => new Date(rds.context.time.nowMicros() / 1000 + seconds * 1000);
const backups = async (more: Readonly<Record<string, unknown>> = {}) => (await rds.run('DescribeDBInstanceAutomatedBackups', more))['DBInstanceAutomatedBackups'] as readonly Record<string, unknown>[];
const status = async (name: string) => (await rds.told(name))['DBInstanceStatus'];

beforeEach(async () => {
  rds = await rdsWithInstance({
    BackupRetentionPeriod: 7, StorageEncrypted: true, KmsKeyId: 'alias/portal-data', DeletionProtection: false, MultiAZ: true, PubliclyAccessible: false, CopyTagsToSnapshot: true,
    Tags: [{ Key: 'backup', Value: 'daily' }], VpcSecurityGroupIds: ['sg-0portaldb000000001'],
  });
  await rds.run('CreateDBParameterGroup', { DBParameterGroupName: 'portal-postgres18', DBParameterGroupFamily: 'postgres18', Description: 'portal' });
  await rds.run('ModifyDBParameterGroup', { DBParameterGroupName: 'portal-postgres18', Parameters: [{ ParameterName: 'log_min_duration_statement', ParameterValue: '500', ApplyMethod: 'immediate' }] });
  await rds.run('CreateDBSubnetGroup', { DBSubnetGroupName: 'portal-private', DBSubnetGroupDescription: 'private', SubnetIds: ['subnet-0123456789a', 'subnet-0123456789b'] });
  await rds.run('CreateOptionGroup', { OptionGroupName: 'portal-options', EngineName: 'postgres', MajorEngineVersion: '18', OptionGroupDescription: 'portal' });
  await rds.run('ModifyDBInstance', { DBInstanceIdentifier: 'portal-db', DBParameterGroupName: 'portal-postgres18', OptionGroupName: 'portal-options', DeletionProtection: true });
  rds.engine.write(await rds.ref('portal-db'), 'first');
  await rds.run('CreateDBSnapshot', { DBInstanceIdentifier: 'portal-db', DBSnapshotIdentifier: 'snap' });
  await rds.pass(300);
});
afterEach(() => rds.close());

describe('a restore from a snapshot', () => {
  test('attaches the default groups, is Single-AZ and unprotected, and keeps retention, key, tags and data', async () => {
    const { DBInstance } = await fromSnapshot();
    expect(DBInstance).toMatchObject({ DBInstanceStatus: 'creating', MultiAZ: false, DeletionProtection: false, BackupRetentionPeriod: 7, StorageEncrypted: true, KmsKeyId: KEY, TagList: [{ Key: 'backup', Value: 'daily' }], MasterUsername: 'portal_admin', DBName: 'portal' });
    await rds.pass(900);
    expect(await rds.told('restored')).toMatchObject({
      DBInstanceStatus: 'available',
      DBParameterGroups: [{ DBParameterGroupName: 'default.postgres18', ParameterApplyStatus: 'in-sync' }],
      OptionGroupMemberships: [{ OptionGroupName: 'default:postgres-18' }],
      DBSubnetGroup: { DBSubnetGroupName: 'default' },
      VpcSecurityGroups: [{ VpcSecurityGroupId: expect.stringMatching(/^sg-[0-9a-f]{17}$/) as string }],
      StorageOperationStatus: 'Initializing',
    });
    expect(await data('restored')).toBe('first');
    expect(rds.engine.server(await rds.ref('restored')).applied).toEqual({});
    await rds.pass(600);
    expect(await rds.told('restored')).not.toHaveProperty('StorageOperationStatus');
  });

  test('takes what the request names instead, and its parameters reach the server', async () => {
    await fromSnapshot({ DBParameterGroupName: 'portal-postgres18', OptionGroupName: 'portal-options', DBSubnetGroupName: 'portal-private', VpcSecurityGroupIds: ['sg-0portaldb000000001'], MultiAZ: true, DeletionProtection: true, Tags: [{ Key: 'only', Value: 'this' }], AllocatedStorage: 40 });
    await rds.pass(900);
    expect(await rds.told('restored')).toMatchObject({
      DBParameterGroups: [{ DBParameterGroupName: 'portal-postgres18' }], OptionGroupMemberships: [{ OptionGroupName: 'portal-options' }], DBSubnetGroup: { DBSubnetGroupName: 'portal-private' },
      VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-0portaldb000000001' }], MultiAZ: true, DeletionProtection: true, TagList: [{ Key: 'only', Value: 'this' }], PubliclyAccessible: false, AllocatedStorage: 40,
    });
    expect(rds.engine.server(await rds.ref('restored')).applied).toEqual({ log_min_duration_statement: '500' });
  });

  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['a name that is taken', { DBInstanceIdentifier: 'portal-db' }, 'DBInstanceAlreadyExists'],
    ['a snapshot that is not there', { DBSnapshotIdentifier: 'none' }, 'DBSnapshotNotFound'],
    ['less storage', { AllocatedStorage: 10 }, 'InvalidParameterCombination'],
    ['growth below a tenth', { AllocatedStorage: 21 }, 'InvalidParameterValue'],
    ['a database name', { DBName: 'other' }, 'InvalidParameterValue'],
    ['an invalid name', { DBInstanceIdentifier: 'portal_db' }, 'InvalidParameterValue'],
    ['a cluster snapshot', { DBClusterSnapshotIdentifier: 'c' }, 'NotImplemented'],
  ])('with %s is refused', async (_, more, code) => {
    expect((await refused(fromSnapshot(more)))[0]).toBe(code);
  });

  test('whose snapshot is not whole yet is refused, one whose bytes are gone ends as restore-error with an event', async () => {
    await rds.run('CreateDBSnapshot', { DBInstanceIdentifier: 'portal-db', DBSnapshotIdentifier: 'fresh' });
    expect((await refused(fromSnapshot({ DBSnapshotIdentifier: 'fresh' })))[0]).toBe('InvalidDBSnapshotState');
    rds.engine.points.clear();
    await fromSnapshot();
    await rds.pass(1);
    expect(await rds.told('restored')).toMatchObject({ DBInstanceStatus: 'restore-error', StatusInfos: [{ Message: 'there are no bytes to restore from' }] });
    expect(await rds.run('DescribeEvents', { SourceType: 'db-instance', SourceIdentifier: 'restored', EventCategories: ['failure'] })).toMatchObject({ Events: [{ Message: 'The DB instance could not be restored: there are no bytes to restore from' }] });
  });

  test('cut off by a kill begins anew and ends available with the data', async () => {
    await fromSnapshot();
    rds = rds.reopen();
    await rds.pass(900);
    expect([await status('restored'), await data('restored')]).toEqual(['available', 'first']);
  });

  test('whose server is stopped underneath it because the sandbox closes is still due, and ends available after the next start', async () => {
    await fromSnapshot();
    rds.engine.restore = async () => {
      rds.closing();
      throw new EngineFailure('the sandbox is closing');
    };
    await rds.pass(900);
    expect(await status('restored')).toBe('creating');
    Reflect.deleteProperty(rds.engine, 'restore');
    rds = rds.reopen();
    await rds.pass(900);
    expect([await status('restored'), await data('restored')]).toEqual(['available', 'first']);
  });

  test('of a shared snapshot works for the account it is shared with, once an encrypted one was copied under a key of its own', async () => {
    const there = { account: BACKUP };
    const arn = 'arn:aws:rds:us-west-2:111111111111:snapshot:snap';
    expect((await refused(rds.run('DescribeDBSnapshots', { DBSnapshotIdentifier: arn }, there)))[0]).toBe('DBSnapshotNotFound');
    await rds.run('ModifyDBSnapshotAttribute', { DBSnapshotIdentifier: 'snap', AttributeName: 'restore', ValuesToAdd: [BACKUP] });
    expect(await rds.run('DescribeDBSnapshots', { SnapshotType: 'shared' }, there)).toMatchObject({ DBSnapshots: [{ DBSnapshotIdentifier: arn, SnapshotType: 'shared', TagList: [] }] });
    expect((await refused(rds.run('RestoreDBInstanceFromDBSnapshot', { DBInstanceIdentifier: 'restored', DBSnapshotIdentifier: arn }, there)))[0]).toBe('InvalidParameterCombination');
    expect((await refused(rds.run('CopyDBSnapshot', { SourceDBSnapshotIdentifier: arn, TargetDBSnapshotIdentifier: 'mine' }, there)))[0]).toBe('InvalidParameterCombination');
    await rds.run('CopyDBSnapshot', { SourceDBSnapshotIdentifier: arn, TargetDBSnapshotIdentifier: 'mine', KmsKeyId: 'alias/recovery' }, there);
    await rds.pass(300);
    await rds.run('RestoreDBInstanceFromDBSnapshot', { DBInstanceIdentifier: 'portal-db', DBSnapshotIdentifier: 'mine' }, there);
    await rds.pass(900);
    expect(await rds.told('portal-db', there)).toMatchObject({ DBInstanceStatus: 'available', KmsKeyId: 'arn:aws:kms:us-west-2:222222222222:key/recovery', DBInstanceArn: 'arn:aws:rds:us-west-2:222222222222:db:portal-db' });
    expect((await refused(rds.run('ModifyDBSnapshotAttribute', { DBSnapshotIdentifier: 'snap', AttributeName: 'restore', ValuesToAdd: ['all'] })))[0]).toBe('InvalidParameterCombination');
  });
});

describe('a restore to a moment', () => {
  test('gives what was there at that moment, with the tags the living source has now and the default groups', async () => {
    const first = at(0);
    await rds.pass(60);
    rds.engine.write(await rds.ref('portal-db'), 'second');
    await rds.pass(400);
    await rds.run('AddTagsToResource', { ResourceName: 'arn:aws:rds:us-west-2:111111111111:db:portal-db', Tags: [{ Key: 'new', Value: 'tag' }] });
    await toTime({ RestoreTime: first });
    await toTime({ TargetDBInstanceIdentifier: 'newest', UseLatestRestorableTime: true });
    await rds.pass(1200);
    expect(await rds.told('restored')).toMatchObject({ DBInstanceStatus: 'available', DBParameterGroups: [{ DBParameterGroupName: 'default.postgres18' }], MultiAZ: false, DeletionProtection: false, TagList: [{ Key: 'backup', Value: 'daily' }, { Key: 'new', Value: 'tag' }] });
    expect([await data('restored'), await data('newest')]).toEqual(['first', 'second']);
  });

  test('moves its window with the five-minute shipments and stands still while they are frozen', async () => {
    const latest = async () => (await rds.told('portal-db'))['LatestRestorableTime'] as Date;
    await rds.pass(600);
    expect(at(0).getTime() - (await latest()).getTime()).toBeLessThanOrEqual(300_000);
    await rds.control('freeze-log-shipping', { identifier: 'portal-db', account: '111111111111', region: 'us-west-2', frozen: true });
    const before = await latest();
    await rds.pass(3600);
    expect(await latest()).toEqual(before);
  });

  test.each<[string, (now: FakeRds) => Readonly<Record<string, unknown>>, string]>([
    ['a time after the latest restorable one', () => ({ RestoreTime: at(60) }), 'InvalidParameterValue'],
    ['a time before the instance', () => ({ RestoreTime: at(-86_400) }), 'InvalidParameterValue'],
    ['a time and the latest one', () => ({ RestoreTime: at(-1), UseLatestRestorableTime: true }), 'InvalidParameterCombination'],
    ['no time', () => ({}), 'InvalidParameterCombination'],
    ['two sources', () => ({ SourceDbiResourceId: 'db-X', UseLatestRestorableTime: true }), 'InvalidParameterCombination'],
    ['a name that is taken', () => ({ TargetDBInstanceIdentifier: 'portal-db', UseLatestRestorableTime: true }), 'DBInstanceAlreadyExists'],
    ['an unknown source', () => ({ SourceDBInstanceIdentifier: 'none', UseLatestRestorableTime: true }), 'DBInstanceNotFound'],
    ['an unknown resource', () => ({ SourceDBInstanceIdentifier: undefined, SourceDbiResourceId: 'db-NONE', UseLatestRestorableTime: true }), 'DBInstanceAutomatedBackupNotFound'],
  ])('with %s is refused', async (_, more, code) => {
    expect((await refused(toTime(more(rds))))[0]).toBe(code);
  });

  test('of an instance without backups is refused; turning them on begins the window anew and off ends it', async () => {
    await rds.run('ModifyDBInstance', { DBInstanceIdentifier: 'portal-db', BackupRetentionPeriod: 0, ApplyImmediately: true });
    await rds.pass(60);
    expect((await refused(toTime({ UseLatestRestorableTime: true })))[0]).toBe('PointInTimeRestoreNotEnabled');
    expect(await backups()).toEqual([]);
    expect((await rds.run('DescribeDBSnapshots', {}))['DBSnapshots']).toMatchObject([{ DBSnapshotIdentifier: 'snap' }]);
    const on = at(0);
    await rds.run('ModifyDBInstance', { DBInstanceIdentifier: 'portal-db', BackupRetentionPeriod: 3, ApplyImmediately: true });
    await rds.pass(900);
    expect((await refused(toTime({ RestoreTime: on })))[0]).toBe('InvalidParameterValue');
    expect(await backups()).toMatchObject([{ Status: 'active', BackupRetentionPeriod: 3 }]);
  });

  test('reaches back as far as the retention period and not further; a raise does not reach backwards', async () => {
    await rds.pass(9 * 86_400);
    const earliest = async () => (((await backups())[0] ?? {})['RestoreWindow'] as { readonly EarliestTime: Date }).EarliestTime.getTime();
    expect(at(0).getTime() - await earliest()).toBe(7 * 86_400_000);
    await rds.run('ModifyDBInstance', { DBInstanceIdentifier: 'portal-db', BackupRetentionPeriod: 2 });
    expect(at(0).getTime() - await earliest()).toBe(2 * 86_400_000);
    await rds.run('ModifyDBInstance', { DBInstanceIdentifier: 'portal-db', BackupRetentionPeriod: 35 });
    expect(at(0).getTime() - await earliest()).toBe(2 * 86_400_000);
    await rds.pass(86_400);
    const automated = (await rds.run('DescribeDBSnapshots', { SnapshotType: 'automated' }))['DBSnapshots'] as readonly unknown[];
    expect(automated.length).toBeGreaterThanOrEqual(3);
    expect(at(0).getTime() - await earliest()).toBe(3 * 86_400_000);
  });
});

describe('a deleted instance', () => {
  const remove = async (more: Readonly<Record<string, unknown>>) => {
    await rds.run('ModifyDBInstance', { DBInstanceIdentifier: 'portal-db', DeletionProtection: false });
    await rds.run('DeleteDBInstance', { DBInstanceIdentifier: 'portal-db', SkipFinalSnapshot: true, ...more });
    await rds.pass(300);
  };

  test('whose automated backups are retained comes back under its own name, by resource id or ARN, with the tags it had', async () => {
    await rds.pass(400);
    await remove({ DeleteAutomatedBackups: false });
    const [retained = {}] = await backups({ DBInstanceIdentifier: 'portal-db' });
    expect(retained).toMatchObject({ Status: 'retained', DBInstanceAutomatedBackupsArn: expect.stringMatching(/^arn:aws:rds:us-west-2:111111111111:auto-backup:ab-/) as string });
    await rds.run('RestoreDBInstanceToPointInTime', { SourceDBInstanceAutomatedBackupsArn: retained['DBInstanceAutomatedBackupsArn'], TargetDBInstanceIdentifier: 'portal-db', UseLatestRestorableTime: true });
    await rds.run('RestoreDBInstanceToPointInTime', { SourceDbiResourceId: retained['DbiResourceId'], TargetDBInstanceIdentifier: 'second', RestoreTime: (retained['RestoreWindow'] as { readonly LatestTime: Date }).LatestTime });
    expect((await refused(rds.run('DeleteDBInstanceAutomatedBackup', { DbiResourceId: retained['DbiResourceId'] })))[0]).toBe('InvalidDBInstanceAutomatedBackupState');
    await rds.pass(1200);
    expect([await data('portal-db'), await data('second')]).toEqual(['first', 'first']);
    expect(await rds.told('portal-db')).toMatchObject({ TagList: [{ Key: 'backup', Value: 'daily' }] });
  });

  test('loses retained backups when they are deleted, or when their retention is over', async () => {
    await remove({ DeleteAutomatedBackups: false });
    await rds.pass(7 * 86_400);
    expect([await backups(), rds.engine.archives.size]).toEqual([[], 0]);
  });

  test('has no automated backups unless they were to be retained, and its manual snapshot still restores', async () => {
    const ref = await rds.ref('portal-db');
    await remove({});
    expect((await refused(rds.run('RestoreDBInstanceToPointInTime', { SourceDbiResourceId: ref, TargetDBInstanceIdentifier: 'portal-db', UseLatestRestorableTime: true })))[0]).toBe('DBInstanceAutomatedBackupNotFound');
    await fromSnapshot({ DBInstanceIdentifier: 'portal-db' });
    await rds.pass(900);
    expect(await data('portal-db')).toBe('first');
  });
});

describe('a key that cannot be used any more', () => {
  test('stops the instance, refuses its restores and its start, and lets it start again when it is back', async () => {
    rds.lost.add(KEY);
    await rds.pass(300);
    expect(await status('portal-db')).toBe('inaccessible-encryption-credentials-recoverable');
    expect(rds.engine.server(await rds.ref('portal-db')).running).toBe(false);
    for (const call of [fromSnapshot(), toTime({ UseLatestRestorableTime: true }), rds.run('StartDBInstance', { DBInstanceIdentifier: 'portal-db' }), rds.run('CopyDBSnapshot', { SourceDBSnapshotIdentifier: 'snap', TargetDBSnapshotIdentifier: 'copy' })]) {
      expect((await refused(call)).slice(0, 2)).toEqual(['KMSKeyNotAccessibleFault', 400]);
    }
    rds.lost.delete(KEY);
    await rds.run('StartDBInstance', { DBInstanceIdentifier: 'portal-db' });
    await rds.pass(60);
    expect(await status('portal-db')).toBe('available');
  });

  test('is given up after seven days', async () => {
    rds.lost.add(KEY);
    await rds.pass(8 * 86_400);
    expect(await status('portal-db')).toBe('inaccessible-encryption-credentials');
  });

  test('lost after the call ends the restore in an error', async () => {
    await fromSnapshot();
    rds.lost.add(KEY);
    await rds.pass(1);
    expect(await status('restored')).toBe('restore-error');
  });
});
