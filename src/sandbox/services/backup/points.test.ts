import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openFakeBackup, ROLE, type FakeBackup } from './testing/fake-backup.ts';
import { DB_ARN, fakeKind, fakeThing, type FakeKind } from './testing/fake-kind.ts';

let fake: FakeKind;
let backup: FakeBackup;

beforeEach(async () => {
  fake = fakeKind();
  fake.things.push(fakeThing('portal-db'));
  backup = openFakeBackup([fake.kind]);
  for (const BackupVaultName of ['daily', 'other']) await backup.run('CreateBackupVault', { BackupVaultName });
});

afterEach(() => {
  expect(backup.log).toEqual([]);
  backup.close();
});

type Values = Record<string, unknown>;
const ResourceArn = `${DB_ARN}portal-db`;
const points = async (BackupVaultName = 'daily', filters: object = {}): Promise<readonly Values[]> => (await backup.run('ListRecoveryPointsByBackupVault', { BackupVaultName, ...filters }))['RecoveryPoints'] as Values[];
const backedUp = async (more: object = {}): Promise<string> => {
  const { BackupJobId } = await backup.run('StartBackupJob', { BackupVaultName: 'daily', ResourceArn, IamRoleArn: ROLE, ...more });
  await backup.advance(600);
  return String((await backup.run('DescribeBackupJob', { BackupJobId }))['RecoveryPointArn']);
};
const deny = (...Action: string[]): Promise<Values> => backup.run('PutBackupVaultAccessPolicy', { BackupVaultName: 'daily', Policy: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Principal: '*', Action, Resource: '*' }] }) });

describe('vaults', () => {
  test('stand alone by name, are encrypted under AWS\'s key unless told otherwise, and go only when empty', async () => {
    const vault = await backup.run('DescribeBackupVault', { BackupVaultName: 'daily' });
    expect(vault).toMatchObject({ BackupVaultArn: 'arn:aws:backup:us-west-2:111111111111:backup-vault:daily', VaultState: 'AVAILABLE', NumberOfRecoveryPoints: 0, EncryptionKeyArn: backup.context.keys.managed('backup', { account: '111111111111', region: 'us-west-2' }) });
    await expect(backup.run('CreateBackupVault', { BackupVaultName: 'daily' })).rejects.toMatchObject({ code: 'AlreadyExistsException', fields: { Arn: vault['BackupVaultArn'] } });
    await expect(backup.run('CreateBackupVault', { BackupVaultName: 'a b' })).rejects.toMatchObject({ code: 'InvalidParameterValueException' });
    await expect(backup.run('DescribeBackupVault', { BackupVaultName: 'daily' }, { region: 'us-east-2' })).rejects.toMatchObject({ code: 'ResourceNotFoundException', status: 400 });
    const RecoveryPointArn = await backedUp();
    await expect(backup.run('DeleteBackupVault', { BackupVaultName: 'daily' })).rejects.toMatchObject({ code: 'InvalidRequestException', message: expect.stringContaining('contains 1 recovery points') });
    await backup.run('DeleteRecoveryPoint', { BackupVaultName: 'daily', RecoveryPointArn });
    await backup.advance(60);
    await backup.run('DeleteBackupVault', { BackupVaultName: 'daily' });
    expect((await backup.run('ListBackupVaults', {}))['BackupVaultList']).toMatchObject([{ BackupVaultName: 'other' }]);
  });

  test('keep notifications and tags', async () => {
    const SNSTopicArn = 'arn:aws:sns:us-west-2:111111111111:alerts';
    await expect(backup.run('GetBackupVaultNotifications', { BackupVaultName: 'daily' })).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
    await backup.run('PutBackupVaultNotifications', { BackupVaultName: 'daily', SNSTopicArn, BackupVaultEvents: ['BACKUP_JOB_FAILED'] });
    expect(await backup.run('GetBackupVaultNotifications', { BackupVaultName: 'daily' })).toMatchObject({ SNSTopicArn, BackupVaultEvents: ['BACKUP_JOB_FAILED'] });
    const ResourceArn = 'arn:aws:backup:us-west-2:111111111111:backup-vault:daily';
    await backup.run('TagResource', { ResourceArn, Tags: { a: '1', b: '2' } });
    await backup.run('UntagResource', { ResourceArn, TagKeyList: ['a'] });
    expect((await backup.run('ListTags', { ResourceArn }))['Tags']).toEqual({ b: '2' });
    await expect(backup.run('ListTags', { ResourceArn }, { account: '222222222222' })).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
  });
});

describe('the access policy of a vault', () => {
  test.each<[string, (arn: string) => Promise<Values>]>([
    ['StartRestoreJob', (RecoveryPointArn) => backup.run('StartRestoreJob', { RecoveryPointArn, Metadata: {}, IamRoleArn: ROLE })],
    ['DeleteRecoveryPoint', (RecoveryPointArn) => backup.run('DeleteRecoveryPoint', { BackupVaultName: 'daily', RecoveryPointArn })],
    ['DescribeRecoveryPoint', (RecoveryPointArn) => backup.run('DescribeRecoveryPoint', { BackupVaultName: 'daily', RecoveryPointArn })],
    ['GetRecoveryPointRestoreMetadata', (RecoveryPointArn) => backup.run('GetRecoveryPointRestoreMetadata', { BackupVaultName: 'daily', RecoveryPointArn })],
    ['UpdateRecoveryPointLifecycle', (RecoveryPointArn) => backup.run('UpdateRecoveryPointLifecycle', { BackupVaultName: 'daily', RecoveryPointArn })],
    ['StartBackupJob', () => backup.run('StartBackupJob', { BackupVaultName: 'daily', ResourceArn, IamRoleArn: ROLE })],
    ['DeleteBackupVault', () => backup.run('DeleteBackupVault', { BackupVaultName: 'daily' })],
  ])('an explicit deny of %s wins, until the policy is deleted', async (action, act) => {
    const arn = await backedUp();
    await deny(`backup:${action}`);
    await expect(act(arn)).rejects.toMatchObject({ code: 'AccessDenied', message: expect.stringContaining(`not authorized to perform: backup:${action}`) });
    await backup.run('DeleteBackupVaultAccessPolicy', { BackupVaultName: 'daily' });
    await act(arn).then(() => undefined, (error: Error & { code: string }) => expect(error.code).not.toBe('AccessDenied'));
  });

  test('is refused when it cannot be evaluated here', async () => {
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Principal: '*', Action: 'backup:*', Resource: '*', Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1' } } }] });
    await expect(backup.run('PutBackupVaultAccessPolicy', { BackupVaultName: 'daily', Policy })).rejects.toMatchObject({ code: 'InvalidParameterValueException', message: expect.stringContaining('aws:SourceVpce') });
    await expect(backup.run('GetBackupVaultAccessPolicy', { BackupVaultName: 'daily' })).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
  });
});

describe('a recovery point', () => {
  test('is deleted within eight hours after its retention, and its bytes with it', async () => {
    const arn = await backedUp({ Lifecycle: { DeleteAfterDays: 2 } });
    await backup.advance('2026-03-12T12:00:59Z');
    expect(await points()).toMatchObject([{ RecoveryPointArn: arn }]);
    await backup.advance('2026-03-12T20:01:00Z');
    expect(await points()).toEqual([]);
    expect(fake.forgotten).toHaveLength(1);
  });

  test('changes its lifecycle, counted from its creation', async () => {
    const RecoveryPointArn = await backedUp();
    expect(await backup.run('UpdateRecoveryPointLifecycle', { BackupVaultName: 'daily', RecoveryPointArn, Lifecycle: { DeleteAfterDays: 1 } })).toMatchObject({ CalculatedLifecycle: { DeleteAt: new Date('2026-03-11T12:01:00Z') } });
    await backup.run('UpdateRecoveryPointLifecycle', { BackupVaultName: 'daily', RecoveryPointArn, Lifecycle: { DeleteAfterDays: -1 } });
    await backup.advance('2027-03-01T00:00:00Z');
    expect(await points()).toHaveLength(1);
  });

  test('is deleted asynchronously', async () => {
    const RecoveryPointArn = await backedUp();
    await backup.run('DeleteRecoveryPoint', { BackupVaultName: 'daily', RecoveryPointArn });
    expect(await points()).toMatchObject([{ Status: 'DELETING' }]);
    await expect(backup.run('DeleteRecoveryPoint', { BackupVaultName: 'daily', RecoveryPointArn })).rejects.toMatchObject({ code: 'InvalidResourceStateException' });
    await backup.advance(60);
    await expect(backup.run('DescribeRecoveryPoint', { BackupVaultName: 'daily', RecoveryPointArn })).rejects.toMatchObject({ code: 'ResourceNotFoundException', message: 'Cannot find recovery point.' });
  });

  test('is found only in its own vault, and lists filter by resource, type and date', async () => {
    const RecoveryPointArn = await backedUp();
    await expect(backup.run('DescribeRecoveryPoint', { BackupVaultName: 'other', RecoveryPointArn })).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
    expect(await points('daily', { ByResourceArn: ResourceArn, ByResourceType: 'RDS', ByCreatedAfter: new Date('2026-03-10T12:00:00Z') })).toHaveLength(1);
    expect(await points('daily', { ByCreatedBefore: new Date('2026-03-10T12:00:00Z') })).toEqual([]);
    expect(await points('daily', { ByResourceType: 'S3' })).toEqual([]);
    expect(await points('other')).toEqual([]);
    expect((await backup.run('ListRecoveryPointsByResource', { ResourceArn }))['RecoveryPoints']).toMatchObject([{ RecoveryPointArn, BackupSizeBytes: 5000 }]);
    expect((await backup.run('ListProtectedResourcesByBackupVault', { BackupVaultName: 'daily' }))['Results']).toMatchObject([{ ResourceArn }]);
    expect((await backup.run('ListProtectedResources', {}))['Results']).toHaveLength(1);
  });

  test('is damaged below the API: nothing it says changes, but what a restore is given does', async () => {
    const RecoveryPointArn = await backedUp();
    const before = await points();
    await backup.control('damage-recovery-point', { recoveryPointArn: RecoveryPointArn, mode: 'truncate' });
    expect(await points()).toEqual(before);
    expect((await backup.run('GetRecoveryPointRestoreMetadata', { BackupVaultName: 'daily', RecoveryPointArn }))['RestoreMetadata']).toMatchObject({ from: expect.stringMatching(/^truncate of snapshot/) });
    const other = await backedUp();
    await backup.control('damage-recovery-point', { recoveryPointArn: other, mode: 'swap', other: RecoveryPointArn });
    expect((await backup.run('GetRecoveryPointRestoreMetadata', { BackupVaultName: 'daily', RecoveryPointArn: other }))['RestoreMetadata']).toMatchObject({ from: expect.stringMatching(/^swap of .* with truncate of/) });
    await expect(backup.control('damage-recovery-point', { recoveryPointArn: 'none', mode: 'empty' })).rejects.toMatchObject({ code: 'control.bad-params' });
    await expect(backup.control('damage-recovery-point', { recoveryPointArn: other, mode: 'burn' })).rejects.toMatchObject({ code: 'control.bad-params' });
  });
});

describe('continuous backup', () => {
  const continuous = async (vault: string, days: number, name = vault): Promise<string> => {
    const rule = { RuleName: 'r', TargetBackupVaultName: vault, ScheduleExpression: 'cron(0 5 * * ? *)', EnableContinuousBackup: true, Lifecycle: { DeleteAfterDays: days } };
    const { BackupPlanId } = await backup.run('CreateBackupPlan', { BackupPlan: { BackupPlanName: name, Rules: [rule] } });
    await backup.run('CreateBackupSelection', { BackupPlanId, BackupSelection: { SelectionName: 's', IamRoleArn: ROLE, Resources: [ResourceArn] } });
    return String(BackupPlanId);
  };

  test('is one point that every run of its rule lets go on, and that has no end of its own', async () => {
    await continuous('daily', 35);
    await backup.advance('2026-05-01T00:00:00Z');
    const [point, ...more] = await points();
    expect(more).toEqual([]);
    expect(point).toMatchObject({ Status: 'AVAILABLE', RecoveryPointArn: expect.stringMatching(/^arn:aws:backup:us-west-2:111111111111:recovery-point:continuous:portal-db-[0-9a-f]{8}$/), Lifecycle: { DeleteAfterDays: 35 }, CreationDate: new Date('2026-03-11T05:01:00Z') });
    expect(point).not.toHaveProperty('CalculatedLifecycle');
    expect(fake.begun.length).toBeGreaterThan(40);
    expect(new Set(fake.begun)).toEqual(new Set([35]));
  });

  test('in a second vault gives snapshots, for a resource has one continuous point', async () => {
    await continuous('daily', 35);
    await backup.advance('2026-03-11T06:00:00Z');
    await continuous('other', 7);
    await backup.advance('2026-03-12T06:00:00Z');
    expect(await points('other')).toMatchObject([{ RecoveryPointArn: expect.stringContaining(':snapshot:awsbackup:job-') }]);
  });

  test('with another retention stops the old point, which goes when its days are over, and begins a new one', async () => {
    const BackupPlanId = await continuous('daily', 3);
    await backup.advance('2026-03-11T06:00:00Z');
    await backup.run('UpdateBackupPlan', { BackupPlanId, BackupPlan: { BackupPlanName: 'p', Rules: [{ RuleName: 'r', TargetBackupVaultName: 'daily', EnableContinuousBackup: true, Lifecycle: { DeleteAfterDays: 5 } }] } });
    await backup.advance('2026-03-12T06:00:00Z');
    expect((await points()).map((point) => point['Status'])).toEqual(['AVAILABLE', 'STOPPED']);
    await backup.advance('2026-03-15T06:00:00Z');
    expect((await points()).map((point) => point['Status'])).toEqual(['AVAILABLE']);
  });

  test('whose log broke shows as STOPPED at once, and the next run begins a new point', async () => {
    await continuous('daily', 35);
    await backup.advance('2026-03-11T06:00:00Z');
    fake.window = null;
    expect(await points()).toMatchObject([{ Status: 'STOPPED' }]);
    await backup.advance('2026-03-12T06:00:00Z');
    fake.window = { earliestMicros: 1, latestMicros: 2 };
    expect((await points()).map((point) => point['Status'])).toEqual(['AVAILABLE', 'STOPPED']);
  });

  test('of a resource that was deleted lasts as long as anything can be restored from it', async () => {
    await continuous('daily', 35);
    await backup.advance('2026-03-11T06:00:00Z');
    fake.things.length = 0;
    await backup.advance('2026-03-20T00:00:00Z');
    expect(await points()).toMatchObject([{ Status: 'AVAILABLE' }]);
    fake.window = null;
    await backup.advance('2026-03-21T12:00:00Z');
    expect(await points()).toEqual([]);
  });

  test('leaves AWS Backup when it is disassociated, which snapshots cannot be', async () => {
    const snapshot = await backedUp();
    await continuous('other', 35);
    await backup.advance('2026-03-11T06:00:00Z');
    const RecoveryPointArn = (await points('other'))[0]?.['RecoveryPointArn'];
    await expect(backup.run('DisassociateRecoveryPoint', { BackupVaultName: 'daily', RecoveryPointArn: snapshot })).rejects.toMatchObject({ code: 'InvalidRequestException' });
    await backup.run('DisassociateRecoveryPoint', { BackupVaultName: 'other', RecoveryPointArn });
    expect(await points('other')).toEqual([]);
    expect(fake.ended).toHaveLength(1);
    expect(fake.forgotten).toEqual([]);
  });
});
