import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openFakeRds, rdsWithInstance, refused, type FakeRds } from '../testing/fake-rds.ts';

let rds: FakeRds;
const create = (more: Readonly<Record<string, unknown>> = {}) => rds.run('CreateDBInstance', { DBInstanceIdentifier: 'new-db', DBInstanceClass: 'db.t4g.micro', Engine: 'postgres', AllocatedStorage: 20, MasterUsername: 'portal_admin', MasterUserPassword: 'open-sesame', ...more });
const status = async (name = 'portal-db') => (await rds.told(name))['DBInstanceStatus'];
const events = async () => ((await rds.run('DescribeEvents', { Duration: 20_000 }))['Events'] as readonly { readonly Message: string }[]).map(({ Message }) => Message);

afterEach(() => rds.close());

describe('a new instance', () => {
  beforeEach(() => { rds = openFakeRds(); });

  test('answers at once, is created by a job, makes its first backup and is then available after the modelled five minutes', async () => {
    const { DBInstance } = await create() as { readonly DBInstance: Readonly<Record<string, unknown>> };
    expect(DBInstance).toMatchObject({ DBInstanceStatus: 'creating', DBInstanceArn: 'arn:aws:rds:us-west-2:111111111111:db:new-db', DbiResourceId: expect.stringMatching(/^db-[A-Z0-9]{26}$/) as string, DeletionProtection: false, BackupRetentionPeriod: 1 });
    expect(DBInstance).not.toHaveProperty('Endpoint');
    expect(rds.engine.servers.size).toBe(0);
    await rds.pass(220);
    expect(await rds.told('new-db')).toMatchObject({ DBInstanceStatus: 'backing-up', Endpoint: { Address: '127.0.0.1', Port: rds.engine.port('new-db.111111111111.us-west-2') } });
    await rds.pass(80);
    expect(await status('new-db')).toBe('available');
    expect(await rds.run('DescribeDBSnapshots', {})).toMatchObject({ DBSnapshots: [{ DBSnapshotIdentifier: 'rds:new-db-2026-03-10-12-03', SnapshotType: 'automated', Status: 'available', PercentProgress: 100 }] });
    expect(await events()).toEqual(['DB instance created', 'Backing up DB instance', 'Finished DB Instance backup', 'Automated snapshot created']);
  });

  test('without modelled durations is available as soon as its real work is done', async () => {
    rds.context.settings.set('duration-factor', 0);
    await create({ BackupRetentionPeriod: 0 });
    await rds.pass(0);
    expect(await status('new-db')).toBe('available');
    expect((await rds.run('DescribeDBInstanceAutomatedBackups', {}))['DBInstanceAutomatedBackups']).toEqual([]);
  });

  test('that the engine cannot make has failed, says why, and can be deleted', async () => {
    rds.engine.failing.set('create', 'no room left');
    await create();
    await rds.pass(1);
    expect(await rds.told('new-db')).toMatchObject({ DBInstanceStatus: 'failed', StatusInfos: [{ Normal: false, Message: 'no room left' }] });
    expect(await refused(rds.run('DeleteDBInstance', { DBInstanceIdentifier: 'new-db', FinalDBSnapshotIdentifier: 'last' }))).toEqual(['InvalidDBInstanceState', 400, expect.stringContaining('not currently in the available state') as string]);
    await rds.run('DeleteDBInstance', { DBInstanceIdentifier: 'new-db', SkipFinalSnapshot: true });
    await rds.pass(300);
    expect(await refused(rds.told('new-db'))).toEqual(['DBInstanceNotFound', 404, 'DBInstance new-db not found.']);
  });

  test.each<[string, Readonly<Record<string, unknown>>, string, number]>([
    ['an identifier that begins with a digit', { DBInstanceIdentifier: '1db' }, 'InvalidParameterValue', 400],
    ['an identifier that ends with a hyphen', { DBInstanceIdentifier: 'db-' }, 'InvalidParameterValue', 400],
    ['two hyphens in a row', { DBInstanceIdentifier: 'd--b' }, 'InvalidParameterValue', 400],
    ['64 characters', { DBInstanceIdentifier: 'a'.repeat(64) }, 'InvalidParameterValue', 400],
    ['a short password', { MasterUserPassword: 'short' }, 'InvalidParameterValue', 400],
    ['an @ in the password', { MasterUserPassword: 'open@sesame' }, 'InvalidParameterValue', 400],
    ['a reserved master user', { MasterUsername: 'rdsadmin' }, 'InvalidParameterValue', 400],
    ['36 days of retention', { BackupRetentionPeriod: 36 }, 'InvalidParameterValue', 400],
    ['an unknown class', { DBInstanceClass: 'db.x9.huge' }, 'InvalidParameterValue', 400],
    ['5 GiB of storage', { AllocatedStorage: 5 }, 'InvalidParameterValue', 400],
    ['another engine', { Engine: 'mysql' }, 'NotImplemented', 400],
    ['another version', { EngineVersion: '16.3' }, 'InvalidParameterCombination', 400],
    ['another port', { Port: 5433 }, 'NotImplemented', 400],
    ['a managed password', { ManageMasterUserPassword: true }, 'NotImplemented', 400],
    ['a parameter group that is not there', { DBParameterGroupName: 'none' }, 'DBParameterGroupNotFound', 404],
    ['a subnet group that is not there', { DBSubnetGroupName: 'none' }, 'DBSubnetGroupNotFoundFault', 404],
    ['an option group that is not there', { OptionGroupName: 'none' }, 'OptionGroupNotFoundFault', 404],
    ['a security group in words', { VpcSecurityGroupIds: ['web'] }, 'InvalidParameterValue', 400],
    ['a key that is not there', { StorageEncrypted: true, KmsKeyId: 'alias/none' }, 'KMSKeyNotAccessibleFault', 400],
    ['a key without encryption', { KmsKeyId: 'alias/portal-data' }, 'InvalidParameterCombination', 400],
    ['a zone and Multi-AZ', { AvailabilityZone: 'us-west-2a', MultiAZ: true }, 'InvalidParameterCombination', 400],
    ['a backup window of five minutes', { PreferredBackupWindow: '05:00-05:05' }, 'InvalidParameterValue', 400],
    ['a tag of AWS', { Tags: [{ Key: 'aws:x', Value: 'y' }] }, 'InvalidParameterValue', 400],
  ])('with %s is refused', async (_, more, code, http) => {
    expect((await refused(create(more))).slice(0, 2)).toEqual([code, http]);
    expect((await rds.run('DescribeDBInstances', {}))['DBInstances']).toEqual([]);
  });

  test('beyond the quotas of instances and storage is refused', async () => {
    await create({ AllocatedStorage: 65_536 });
    expect((await refused(create({ DBInstanceIdentifier: 'second', AllocatedStorage: 65_536 })))[0]).toBe('StorageQuotaExceeded');
    for (let i = 1; i < 40; i += 1) await create({ DBInstanceIdentifier: `db-${i}` });
    expect((await refused(create({ DBInstanceIdentifier: 'one-more' })))[0]).toBe('InstanceQuotaExceeded');
  });
});

describe('an instance', () => {
  beforeEach(async () => { rds = await rdsWithInstance({ Tags: [{ Key: 'backup', Value: 'daily' }], BackupRetentionPeriod: 7 }); });

  test('is found by name in any case, by ARN and by filters, in its own account and region only', async () => {
    expect(await rds.told('PORTAL-DB')).toMatchObject({ DBInstanceIdentifier: 'portal-db', TagList: [{ Key: 'backup', Value: 'daily' }], DBName: 'portal' });
    expect(await rds.told('arn:aws:rds:us-west-2:111111111111:db:portal-db')).toMatchObject({ DBInstanceIdentifier: 'portal-db' });
    for (const [Name, value] of [['db-instance-id', 'portal-db'], ['dbi-resource-id', await rds.ref('portal-db')], ['engine', 'postgres']]) {
      expect((await rds.run('DescribeDBInstances', { Filters: [{ Name, Values: [value, 'other'] }] }))['DBInstances']).toHaveLength(1);
      expect((await rds.run('DescribeDBInstances', { Filters: [{ Name, Values: ['other'] }] }))['DBInstances']).toEqual([]);
    }
    expect((await refused(rds.run('DescribeDBInstances', { Filters: [{ Name: 'colour', Values: ['red'] }] })))[0]).toBe('InvalidParameterValue');
    expect((await refused(rds.told('portal-db', { account: '222222222222' })))[0]).toBe('DBInstanceNotFound');
    expect((await refused(rds.told('portal-db', { region: 'us-east-2' })))[0]).toBe('DBInstanceNotFound');
    expect((await refused(rds.told('arn:aws:rds:us-west-2:222222222222:db:portal-db')))[0]).toBe('DBInstanceNotFound');
    expect(await refused(create({ DBInstanceIdentifier: 'Portal-DB' }))).toEqual(['DBInstanceAlreadyExists', 400, 'DB instance already exists']);
  });

  test('is listed in pages', async () => {
    for (let i = 0; i < 24; i += 1) await create({ DBInstanceIdentifier: `db-${i}` });
    const first = await rds.run('DescribeDBInstances', { MaxRecords: 20 });
    const second = await rds.run('DescribeDBInstances', { MaxRecords: 20, Marker: first['Marker'] });
    const names = [...(first['DBInstances'] as readonly { readonly DBInstanceIdentifier: string }[]), ...(second['DBInstances'] as readonly { readonly DBInstanceIdentifier: string }[])].map((one) => one.DBInstanceIdentifier);
    expect(new Set(names).size).toBe(25);
    expect(second).not.toHaveProperty('Marker');
    expect((await refused(rds.run('DescribeDBInstances', { MaxRecords: 19 })))[0]).toBe('InvalidParameterValue');
  });

  test('under deletion protection cannot be deleted until it is taken off', async () => {
    await rds.run('ModifyDBInstance', { DBInstanceIdentifier: 'portal-db', DeletionProtection: true });
    expect(await refused(rds.run('DeleteDBInstance', { DBInstanceIdentifier: 'portal-db', SkipFinalSnapshot: true }))).toEqual(['InvalidParameterCombination', 400, 'Cannot delete protected DB Instance, please disable deletion protection and try again.']);
    await rds.run('ModifyDBInstance', { DBInstanceIdentifier: 'portal-db', DeletionProtection: false });
    await rds.run('DeleteDBInstance', { DBInstanceIdentifier: 'portal-db', SkipFinalSnapshot: true });
    expect(await status()).toBe('deleting');
    expect((await refused(rds.run('DeleteDBInstance', { DBInstanceIdentifier: 'portal-db', SkipFinalSnapshot: true })))[2]).toBe('Instance portal-db is already being deleted.');
  });

  test('deleted with all its backups leaves manual snapshots and the final one, and nothing else', async () => {
    const ref = await rds.ref('portal-db');
    rds.engine.write(ref, 'rows');
    await rds.run('CreateDBSnapshot', { DBInstanceIdentifier: 'portal-db', DBSnapshotIdentifier: 'by-hand' });
    await rds.pass(200);
    await rds.run('DeleteDBInstance', { DBInstanceIdentifier: 'portal-db', FinalDBSnapshotIdentifier: 'last' });
    await rds.pass(600);
    expect((await refused(rds.told('portal-db')))[0]).toBe('DBInstanceNotFound');
    expect(await rds.run('DescribeDBSnapshots', {})).toMatchObject({ DBSnapshots: [{ DBSnapshotIdentifier: 'by-hand', Status: 'available' }, { DBSnapshotIdentifier: 'last', Status: 'available', SnapshotType: 'manual' }] });
    expect((await rds.run('DescribeDBInstanceAutomatedBackups', {}))['DBInstanceAutomatedBackups']).toEqual([]);
    expect([rds.engine.servers.size, rds.engine.archives.size, rds.engine.points.size]).toEqual([0, 0, 2]);
    expect(rds.context.catalogue.db.prepare('SELECT count(*) AS n FROM rds_job').get()).toEqual({ n: 0 });
  });

  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['neither a final snapshot nor its omission', {}],
    ['both', { SkipFinalSnapshot: true, FinalDBSnapshotIdentifier: 'last' }],
  ])('is not deleted with %s', async (_, more) => {
    expect((await refused(rds.run('DeleteDBInstance', { DBInstanceIdentifier: 'portal-db', ...more })))[0]).toBe('InvalidParameterCombination');
    expect(await status()).toBe('available');
  });

  test('reboots, stops, starts, and refuses what its state does not allow', async () => {
    const ref = await rds.ref('portal-db');
    await rds.run('RebootDBInstance', { DBInstanceIdentifier: 'portal-db' });
    expect(await status()).toBe('rebooting');
    expect((await refused(rds.run('StopDBInstance', { DBInstanceIdentifier: 'portal-db' })))[0]).toBe('InvalidDBInstanceState');
    await rds.pass(60);
    expect(await status()).toBe('available');
    await rds.run('StopDBInstance', { DBInstanceIdentifier: 'portal-db' });
    await rds.pass(60);
    expect(await rds.told('portal-db')).toMatchObject({ DBInstanceStatus: 'stopped', AutomaticRestartTime: expect.any(Date) as Date });
    expect(rds.engine.server(ref).running).toBe(false);
    for (const [operation, more] of [['CreateDBSnapshot', { DBSnapshotIdentifier: 'x' }], ['RebootDBInstance', {}], ['ModifyDBInstance', { MasterUserPassword: 'other-sesame' }]] as const) {
      expect((await refused(rds.run(operation, { DBInstanceIdentifier: 'portal-db', ...more })))[0]).toBe('InvalidDBInstanceState');
    }
    expect((await refused(rds.run('RebootDBInstance', { DBInstanceIdentifier: 'portal-db', ForceFailover: true })))[0]).toBe('InvalidDBInstanceState');
    await rds.pass(7 * 86_400 + 120);
    expect([await status(), rds.engine.server(ref).running]).toEqual(['available', true]);
  });

  test('changes what costs nothing at once, a password as a job, and a class in the maintenance window unless it is to be at once', async () => {
    const ref = await rds.ref('portal-db');
    const { DBInstance } = await rds.run('ModifyDBInstance', { DBInstanceIdentifier: 'portal-db', PubliclyAccessible: false, VpcSecurityGroupIds: ['sg-0portaldb000000001'], DBInstanceClass: 'db.m7g.large', PreferredMaintenanceWindow: 'wed:03:00-wed:04:00' });
    expect(DBInstance).toMatchObject({ DBInstanceStatus: 'available', PubliclyAccessible: false, VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-0portaldb000000001' }], DBInstanceClass: 'db.t4g.micro', PendingModifiedValues: { DBInstanceClass: 'db.m7g.large' } });
    await rds.run('ModifyDBInstance', { DBInstanceIdentifier: 'portal-db', MasterUserPassword: 'other-sesame' });
    expect(await status()).toBe('resetting-master-credentials');
    await rds.pass(60);
    expect([await status(), rds.engine.server(ref).password]).toEqual(['available', 'other-sesame']);
    await rds.pass(16 * 3600);
    expect(await rds.told('portal-db')).toMatchObject({ DBInstanceClass: 'db.m7g.large', PendingModifiedValues: {} });
    await rds.run('ModifyDBInstance', { DBInstanceIdentifier: 'portal-db', AllocatedStorage: 30, MultiAZ: true, ApplyImmediately: true });
    expect(await status()).toBe('modifying');
    await rds.pass(60);
    expect(await rds.told('portal-db')).toMatchObject({ DBInstanceStatus: 'available', AllocatedStorage: 30, MultiAZ: true, SecondaryAvailabilityZone: 'us-west-2b' });
    expect((await refused(rds.run('ModifyDBInstance', { DBInstanceIdentifier: 'portal-db', AllocatedStorage: 25 })))[0]).toBe('InvalidParameterCombination');
    expect((await refused(rds.run('ModifyDBInstance', { DBInstanceIdentifier: 'portal-db', AllocatedStorage: 32 })))[0]).toBe('InvalidParameterValue');
    expect(JSON.stringify(rds.context.catalogue.db.prepare('SELECT data FROM rds_job').all())).not.toContain('sesame');
  });

  test('whose server is down although it should serve is started again by the next five-minute round, or the one after', async () => {
    const ref = await rds.ref('portal-db');
    rds.engine.server(ref).running = false;
    rds.engine.failing.set('start', 'the server ended at once');
    await rds.pass(300);
    expect(rds.log.filter((line) => line.includes('the server ended at once'))).toHaveLength(1);
    rds.engine.failing.delete('start');
    await rds.pass(300);
    expect([await status(), rds.engine.isUp(ref)]).toEqual(['available', true]);
  });

  test('without backups still has its log shipped, and nothing of it can be restored', async () => {
    const ref = await rds.ref('portal-db');
    await rds.run('ModifyDBInstance', { DBInstanceIdentifier: 'portal-db', BackupRetentionPeriod: 0, ApplyImmediately: true });
    await rds.pass(120);
    rds.engine.calls.length = 0;
    await rds.pass(600);
    expect(rds.engine.calls).toEqual([`ship ${ref}`, `ship ${ref}`]);
    expect(rds.engine.window(ref)?.earliestMicros).toBe(rds.engine.window(ref)?.latestMicros);
    expect(await rds.told('portal-db')).not.toHaveProperty('LatestRestorableTime');
  });

  test('renamed has the other name and port, and its old name is free for a restore', async () => {
    const ref = await rds.ref('portal-db');
    await rds.run('ModifyDBInstance', { DBInstanceIdentifier: 'portal-db', NewDBInstanceIdentifier: 'portal-db-old', ApplyImmediately: true });
    expect(await status()).toBe('renaming');
    await rds.pass(60);
    expect(await rds.told('portal-db-old')).toMatchObject({ DBInstanceStatus: 'available', DbiResourceId: ref, Endpoint: { Port: rds.engine.port('portal-db-old.111111111111.us-west-2') } });
    await rds.run('RestoreDBInstanceToPointInTime', { SourceDBInstanceIdentifier: 'portal-db-old', TargetDBInstanceIdentifier: 'portal-db', UseLatestRestorableTime: true });
    await rds.pass(1500);
    expect(await rds.told('portal-db')).toMatchObject({ DBInstanceStatus: 'available', Endpoint: { Port: rds.engine.port('portal-db.111111111111.us-west-2') } });
  });

  test('keeps tags that are added and taken off by ARN', async () => {
    const ResourceName = 'arn:aws:rds:us-west-2:111111111111:db:portal-db';
    await rds.run('AddTagsToResource', { ResourceName, Tags: [{ Key: 'owner', Value: 'data' }, { Key: 'backup', Value: 'hourly' }] });
    await rds.run('RemoveTagsFromResource', { ResourceName, TagKeys: ['owner'] });
    expect(await rds.run('ListTagsForResource', { ResourceName })).toEqual({ TagList: [{ Key: 'backup', Value: 'hourly' }] });
    expect((await refused(rds.run('ListTagsForResource', { ResourceName: ResourceName.replace('portal-db', 'none') })))[0]).toBe('DBInstanceNotFound');
    expect((await refused(rds.run('ListTagsForResource', { ResourceName: ResourceName.replace('111111111111', '222222222222') })))[0]).toBe('DBInstanceNotFound');
  });
});
