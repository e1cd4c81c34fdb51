import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openFakeBackup, ROLE, type FakeBackup } from './testing/fake-backup.ts';
import { DB_ARN, fakeKind, fakeThing, type FakeKind } from './testing/fake-kind.ts';

type Values = Record<string, unknown>;
const ResourceArn = `${DB_ARN}portal-db`;

let fake: FakeKind;
let backup: FakeBackup;

beforeEach(async () => {
  fake = fakeKind();
  fake.things.push(fakeThing('portal-db'));
  backup = openFakeBackup([fake.kind]);
  await backup.run('CreateBackupVault', { BackupVaultName: 'daily' });
});

afterEach(() => {
  expect(backup.log).toEqual([]);
  backup.close();
});

const job = async (DeleteAfterDays?: number): Promise<Values> => {
  const { BackupJobId } = await backup.run('StartBackupJob', { BackupVaultName: 'daily', ResourceArn, IamRoleArn: ROLE, ...(DeleteAfterDays === undefined ? {} : { Lifecycle: { DeleteAfterDays } }) });
  await backup.advance(600);
  return backup.run('DescribeBackupJob', { BackupJobId });
};
const lock = (input: object): Promise<Values> => backup.run('PutBackupVaultLockConfiguration', { BackupVaultName: 'daily', ...input });
const unlock = (): Promise<Values> => backup.run('DeleteBackupVaultLockConfiguration', { BackupVaultName: 'daily' });
const remove = (point: unknown): Promise<Values> => backup.run('DeleteRecoveryPoint', { BackupVaultName: 'daily', RecoveryPointArn: point });
const count = async (): Promise<unknown> => (await backup.run('DescribeBackupVault', { BackupVaultName: 'daily' }))['NumberOfRecoveryPoints'];
const refused = (message: string): object => expect.objectContaining({ code: 'InvalidRequestException', message: expect.stringContaining(message) as string }) as object;

describe('Vault Lock', () => {
  test('in governance mode keeps points from being deleted or changed by hand, and can be taken away at any time', async () => {
    const point = (await job(60))['RecoveryPointArn'];
    await lock({ MinRetentionDays: 7 });
    expect(await backup.run('DescribeBackupVault', { BackupVaultName: 'daily' })).toMatchObject({ Locked: true, MinRetentionDays: 7 });
    await backup.advance(30 * 86_400);
    await expect(remove(point)).rejects.toEqual(refused('is configured with Vault Lock'));
    await expect(backup.run('UpdateRecoveryPointLifecycle', { BackupVaultName: 'daily', RecoveryPointArn: point, Lifecycle: { DeleteAfterDays: 1 } })).rejects.toEqual(refused('is configured with Vault Lock'));
    await unlock();
    expect(await backup.run('DescribeBackupVault', { BackupVaultName: 'daily' })).toMatchObject({ Locked: false });
    await remove(point);
  });

  test('in compliance mode can be changed until its date and never after, and its points still go when their days are over', async () => {
    const point = (await job(60))['RecoveryPointArn'];
    await lock({ MinRetentionDays: 7, ChangeableForDays: 3 });
    expect(await backup.run('DescribeBackupVault', { BackupVaultName: 'daily' })).toMatchObject({ Locked: true, LockDate: new Date('2026-03-13T12:10:00Z') });
    await expect(remove(point)).rejects.toEqual(refused('Vault Lock'));
    await unlock();
    await lock({ MinRetentionDays: 8, ChangeableForDays: 3 });
    await backup.advance(3 * 86_400);
    backup = backup.reopen();
    for (const change of [unlock, () => lock({ MinRetentionDays: 1 })]) await expect(change()).rejects.toEqual(refused('is immutable since its lock date has passed'));
    await expect(remove(point)).rejects.toEqual(refused('Vault Lock'));
    await backup.advance(60 * 86_400);
    expect(await count()).toBe(0);
  });

  test.each<[string, number | undefined, string]>([
    ['shorter than its minimum', 6, 'is 6 days, which is shorter than MinRetentionDays (7)'],
    ['longer than its maximum', 101, 'is 101 days, which is longer than MaxRetentionDays (100)'],
    ['without end, where there is a maximum', undefined, 'has no end, which is longer than MaxRetentionDays (100)'],
  ])('fails a job whose retention is %s', async (_title, days, message) => {
    await lock({ MinRetentionDays: 7, MaxRetentionDays: 100 });
    expect(await job(days)).toMatchObject({ State: 'FAILED', StatusMessage: expect.stringContaining(message) });
    expect(fake.backups).toEqual([]);
    expect(await job(7)).toMatchObject({ State: 'COMPLETED' });
  });

  test('of the destination fails a copy whose retention does not fit', async () => {
    const point = (await job(60))['RecoveryPointArn'];
    const far = { region: 'us-east-2' };
    await backup.run('CreateBackupVault', { BackupVaultName: 'far' }, far);
    await backup.run('PutBackupVaultLockConfiguration', { BackupVaultName: 'far', MinRetentionDays: 120 }, far);
    const copy = async (more: object): Promise<unknown> => {
      const { CopyJobId } = await backup.run('StartCopyJob', { RecoveryPointArn: point, SourceBackupVaultName: 'daily', DestinationBackupVaultArn: 'arn:aws:backup:us-east-2:111111111111:backup-vault:far', IamRoleArn: ROLE, ...more });
      await backup.advance(3_600);
      return (await backup.run('DescribeCopyJob', { CopyJobId }))['CopyJob'];
    };
    expect(await copy({})).toMatchObject({ State: 'FAILED', StatusMessage: expect.stringContaining('Copy job failed because its retention is 60 days') });
    expect(await copy({ Lifecycle: { DeleteAfterDays: 120 } })).toMatchObject({ State: 'COMPLETED' });
  });

  test.each<[string, object]>([
    ['a minimum of no days', { MinRetentionDays: 0 }],
    ['a grace time below three days', { ChangeableForDays: 2 }],
    ['a maximum below the minimum', { MinRetentionDays: 9, MaxRetentionDays: 8 }],
  ])('is refused with %s', async (_title, input) => {
    await expect(lock(input)).rejects.toMatchObject({ code: 'InvalidParameterValueException' });
  });
});

describe('a legal hold', () => {
  const hold = async (RecoveryPointSelection: object, more: object = {}): Promise<string> => String((await backup.run('CreateLegalHold', { Title: 'audit', Description: 'a letter came', RecoveryPointSelection, ...more }))['LegalHoldId']);
  const cancel = (LegalHoldId: string): Promise<Values> => backup.run('CancelLegalHold', { LegalHoldId, CancelDescription: 'settled', RetainRecordInDays: 10 });

  test('keeps a point beyond its retention, from deletion too, until the last of its holds is canceled', async () => {
    const point = (await job(2))['RecoveryPointArn'];
    const holds = [await hold({ VaultNames: ['daily'] }), await hold({ ResourceIdentifiers: [ResourceArn] })];
    await backup.advance(5 * 86_400);
    backup = backup.reopen();
    expect(await count()).toBe(1);
    await expect(remove(point)).rejects.toEqual(refused('The recovery point cannot be deleted because it has active legal hold(s)'));
    for (const id of holds) {
      expect(await count()).toBe(1);
      await cancel(id);
      await expect(cancel(id)).rejects.toMatchObject({ code: 'InvalidResourceStateException' });
      await backup.advance(60);
    }
    expect(await count()).toBe(0);
    expect(await backup.run('GetLegalHold', { LegalHoldId: holds[0] })).toMatchObject({ Status: 'CANCELED', CancelDescription: 'settled' });
    await backup.advance(11 * 86_400);
    expect((await backup.run('ListLegalHolds', {}))['LegalHolds']).toEqual([]);
  });

  test('covers what was there when it was placed, by vault, resource, type and date, and nothing else', async () => {
    fake.things.push(fakeThing('other'));
    const first = (await job())['RecoveryPointArn'];
    await backup.advance(86_400);
    const second = (await job())['RecoveryPointArn'];
    const held = async (selection: object): Promise<unknown[]> => ((await backup.run('ListRecoveryPointsByLegalHold', { LegalHoldId: await hold(selection) }))['RecoveryPoints'] as Values[]).map((one) => one['RecoveryPointArn']);
    expect(await held({ VaultNames: ['daily'] })).toEqual([second, first]);
    expect(await held({ ResourceIdentifiers: ['RDS'] })).toEqual([second, first]);
    expect(await held({ ResourceIdentifiers: [`${DB_ARN}other`] })).toEqual([]);
    expect(await held({ VaultNames: ['daily'], DateRange: { FromDate: new Date('2026-03-10T00:00:00Z'), ToDate: new Date('2026-03-11T00:00:00Z') } })).toEqual([first]);
    const third = (await job())['RecoveryPointArn'];
    await remove(third);
  });

  test('is made once for a token, and refused without a title, for a vault that is not there, for what it cannot select', async () => {
    const id = await hold({ VaultNames: ['daily'] }, { IdempotencyToken: 'once' });
    expect(await hold({ VaultNames: ['daily'] }, { IdempotencyToken: 'once' })).toBe(id);
    await expect(hold({}, {})).rejects.toMatchObject({ code: 'MissingParameterValueException' });
    await expect(hold({ VaultNames: ['daily'] }, { Title: '' })).rejects.toMatchObject({ code: 'MissingParameterValueException' });
    await expect(hold({ VaultNames: ['none'] })).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
    await expect(hold({ ResourceIdentifiers: ['Fridge'] })).rejects.toMatchObject({ code: 'InvalidParameterValueException' });
    await expect(hold({ VaultNames: ['daily'], DateRange: { FromDate: new Date(0) } })).rejects.toMatchObject({ code: 'MissingParameterValueException' });
    await expect(backup.run('GetLegalHold', { LegalHoldId: id }, { account: '222222222222' })).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
  });
});
