import { afterEach, beforeEach, expect, test } from 'vitest';
import { regionMethods } from '../../../regions/region-methods.ts';
import { BACKUP, PLATFORM, rdsWithInstance, refused, type FakeRds } from '../testing/fake-rds.ts';

let rds: FakeRds;
const FAR = { region: 'us-east-2' } as const;
const SourceDBInstanceArn = `arn:aws:rds:us-west-2:${PLATFORM}:db:portal-db`;
const DAY = 86_400;

type Values = Record<string, unknown>;
const start = (more: Readonly<Values> = {}, from: object = FAR): Promise<Values> => rds.run('StartDBInstanceAutomatedBackupsReplication', { SourceDBInstanceArn, KmsKeyId: 'alias/far', BackupRetentionPeriod: 14, ...more }, from);
const there = async (): Promise<readonly Values[]> => (await rds.run('DescribeDBInstanceAutomatedBackups', {}, FAR))['DBInstanceAutomatedBackups'] as readonly Values[];
const latest = async (): Promise<number> => {
  const [backup] = await there();
  return ((backup ?? {})['RestoreWindow'] as { LatestTime: Date }).LatestTime.getTime() * 1000;
};

beforeEach(async () => {
  rds = await rdsWithInstance({ BackupRetentionPeriod: 7, StorageEncrypted: true, KmsKeyId: 'alias/portal-data' });
});
afterEach(() => rds.close());

test('automated backups arrive in the other region behind those of the source, under a key of that region and with days of their own', async () => {
  const { DBInstanceAutomatedBackup } = await start();
  expect(DBInstanceAutomatedBackup).toMatchObject({ Status: 'pending', Region: 'us-west-2', DBInstanceArn: SourceDBInstanceArn, DbiResourceId: await rds.ref('portal-db'), BackupRetentionPeriod: 14, Encrypted: true, KmsKeyId: `arn:aws:kms:us-east-2:${PLATFORM}:key/far`, DBInstanceAutomatedBackupsArn: expect.stringMatching(/^arn:aws:rds:us-east-2:111111111111:auto-backup:ab-/) as string });
  const arn = (DBInstanceAutomatedBackup as Values)['DBInstanceAutomatedBackupsArn'];
  expect(await rds.told('portal-db')).toMatchObject({ DBInstanceAutomatedBackupsReplications: [{ DBInstanceAutomatedBackupsArn: arn }] });
  await rds.pass(3_600);
  expect(await there()).toMatchObject([{ Status: 'replicating' }]);
  const behind = rds.context.time.nowMicros() - await latest();
  expect([behind >= 300_000_000, behind <= 900_000_000]).toEqual([true, true]);
  rds = rds.reopen();
  await rds.pass(3_600);
  expect(rds.context.time.nowMicros() - await latest()).toBeLessThanOrEqual(900_000_000);
  expect((await rds.run('DescribeDBInstanceAutomatedBackups', {}))['DBInstanceAutomatedBackups']).toMatchObject([{ Status: 'active', DBInstanceAutomatedBackupsReplications: [{ DBInstanceAutomatedBackupsArn: arn }] }]);
});

test('what has arrived is restored there after the source is gone with its backups and its key, and goes after its days', async () => {
  await start();
  await rds.pass(1_800);
  rds.engine.write(await rds.ref('portal-db'), 'in time');
  const inTime = rds.context.time.nowMicros();
  await rds.pass(1_800);
  rds.engine.write(await rds.ref('portal-db'), 'too late');
  await rds.run('DeleteDBInstance', { DBInstanceIdentifier: 'portal-db', SkipFinalSnapshot: true, DeleteAutomatedBackups: true });
  rds.lost.add(`arn:aws:kms:us-west-2:${PLATFORM}:key/portal-data`);
  await rds.pass(1_800);
  const [backup] = await there();
  expect(backup).toMatchObject({ Status: 'retained' });
  const restore = (more: object): Promise<Values> => rds.run('RestoreDBInstanceToPointInTime', { SourceDBInstanceAutomatedBackupsArn: backup?.['DBInstanceAutomatedBackupsArn'], TargetDBInstanceIdentifier: 'restored', ...more }, FAR);
  expect((await refused(restore({ RestoreTime: new Date(rds.context.time.nowMicros() / 1000) })))[0]).toBe('InvalidParameterValue');
  await restore({ RestoreTime: new Date(inTime / 1000 + 1_000) });
  await rds.pass(3_600);
  const told = await rds.told('restored', FAR);
  expect(told).toMatchObject({ DBInstanceStatus: 'available', AvailabilityZone: 'us-east-2a', KmsKeyId: `arn:aws:kms:us-east-2:${PLATFORM}:key/far` });
  expect(rds.engine.server(String(told['DbiResourceId'])).data).toBe('in time');
  await rds.pass(15 * DAY);
  expect((await there()).filter(({ Status }) => Status === 'retained')).toEqual([]);
  expect([...rds.engine.archives.keys()]).toEqual([told['DbiResourceId']]);
});

test('stopped, nothing more arrives and what is there is retained; it can begin again', async () => {
  await start();
  await rds.pass(3_600);
  const before = await latest();
  expect((await rds.run('StopDBInstanceAutomatedBackupsReplication', { SourceDBInstanceArn }, FAR))['DBInstanceAutomatedBackup']).toMatchObject({ Status: 'retained' });
  await rds.pass(3_600);
  expect([await latest(), (await there())[0]?.['Status']]).toEqual([before, 'retained']);
  expect((await refused(rds.run('StopDBInstanceAutomatedBackupsReplication', { SourceDBInstanceArn }, FAR)))[0]).toBe('DBInstanceAutomatedBackupNotFound');
  await start();
  expect((await there()).map(({ Status }) => Status).sort()).toEqual(['pending', 'retained']);
});

test('nothing arrives while the source\'s region is cut or its copies are held, and everything afterwards; what needs the cut region is refused', async () => {
  const control = async (method: string, params: object): Promise<unknown> => regionMethods(rds.context)[method]?.({ ...params });
  await start();
  await rds.run('CreateDBSnapshot', { DBInstanceIdentifier: 'portal-db', DBSnapshotIdentifier: 'by-hand' });
  await rds.pass(3_600);
  const copy = (TargetDBSnapshotIdentifier: string): Promise<Values> => rds.run('CopyDBSnapshot', { SourceDBSnapshotIdentifier: `arn:aws:rds:us-west-2:${PLATFORM}:snapshot:by-hand`, TargetDBSnapshotIdentifier, KmsKeyId: 'alias/far' }, FAR);
  const copied = async (): Promise<unknown> => ((await rds.run('DescribeDBSnapshots', { SnapshotType: 'manual' }, FAR))['DBSnapshots'] as Values[]).map(({ Status }) => Status);
  for (const [method, params, back, undo] of [['cut-region', { how: 'black-hole' }, 'heal-region', {}], ['hold-copies', { held: true }, 'hold-copies', { held: false }]] as const) {
    await copy(`made-before-${method}`);
    await control(method, { region: 'us-west-2', ...params });
    const before = await latest();
    await rds.pass(4 * 3_600);
    expect([await latest(), (await copied() as string[]).filter((status) => status === 'creating')]).toEqual([before, ['creating']]);
    if (method === 'cut-region') expect([(await refused(copy('made-meanwhile')))[0], (await refused(start()))[0]]).toEqual(['ServiceUnavailable', 'ServiceUnavailable']);
    rds = rds.reopen();
    await rds.pass(3_600);
    expect(await latest()).toBe(before);
    await control(back, { region: 'us-west-2', ...undo });
    await rds.pass(3_600);
    expect(rds.context.time.nowMicros() - await latest()).toBeLessThanOrEqual(900_000_000);
  }
  expect(await copied()).toEqual(['available', 'available']);
});

test.each<[string, Readonly<Values>, object, string]>([
  ['in the source\'s own region', {}, {}, 'InvalidParameterCombination'],
  ['of an encrypted instance without a key', { KmsKeyId: undefined }, FAR, 'InvalidParameterCombination'],
  ['of an instance that is not there', { SourceDBInstanceArn: `${SourceDBInstanceArn}-none` }, FAR, 'DBInstanceNotFound'],
  ['of another account\'s instance', {}, { ...FAR, account: BACKUP }, 'DBInstanceNotFound'],
  ['for more than 35 days', { BackupRetentionPeriod: 36 }, FAR, 'InvalidParameterValue'],
  ['of something else', { SourceDBInstanceArn: 'portal-db' }, FAR, 'InvalidParameterValue'],
])('is refused %s', async (_title, more, from, code) => {
  expect((await refused(start(more, from)))[0]).toBe(code);
});

test('is refused twice, and without automated backups', async () => {
  await start();
  expect((await refused(start()))[0]).toBe('InvalidDBInstanceAutomatedBackupState');
  rds.close();
  rds = await rdsWithInstance({ BackupRetentionPeriod: 0 });
  expect((await refused(start({ KmsKeyId: undefined })))[0]).toBe('InvalidDBInstanceState');
});
