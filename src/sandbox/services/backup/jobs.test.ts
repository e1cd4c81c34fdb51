import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BackupFailure } from '../../backup-resource.ts';
import { openFakeBackup, ROLE, type FakeBackup } from './testing/fake-backup.ts';
import { DB_ARN, fakeKind, fakeThing, type FakeKind } from './testing/fake-kind.ts';

let fake: FakeKind;
let backup: FakeBackup;

beforeEach(async () => {
  fake = fakeKind();
  fake.things.push(fakeThing('portal-db', { owner: 'data' }));
  backup = openFakeBackup([fake.kind]);
  await backup.run('CreateBackupVault', { BackupVaultName: 'daily' });
});

afterEach(() => backup.close());

const start = async (more: object = {}): Promise<string> => String((await backup.run('StartBackupJob', { BackupVaultName: 'daily', ResourceArn: `${DB_ARN}portal-db`, IamRoleArn: ROLE, ...more }))['BackupJobId']);
const job = (BackupJobId: string): Promise<Record<string, unknown>> => backup.run('DescribeBackupJob', { BackupJobId });
const points = async (): Promise<readonly Record<string, unknown>[]> => (await backup.run('ListRecoveryPointsByBackupVault', { BackupVaultName: 'daily' }))['RecoveryPoints'] as Record<string, unknown>[];

describe('a backup job', () => {
  test('goes through its states on modelled time and leaves one point', async () => {
    const id = await start({ RecoveryPointTags: { why: 'test' }, Lifecycle: { DeleteAfterDays: 7 } });
    const seen: unknown[] = [];
    for (let second = 0; second <= 400; second += 20) {
      const now = await job(id);
      if (now['State'] !== seen.at(-1)) seen.push(now['State']);
      if (now['State'] === 'RUNNING') expect(await points()).toMatchObject([{ Status: 'CREATING' }]);
      await backup.advance(20);
    }
    expect(seen).toEqual(['CREATED', 'PENDING', 'RUNNING', 'COMPLETED']);
    const done = await job(id);
    expect(done).toMatchObject({ State: 'COMPLETED', PercentDone: '100.0', BackupSizeInBytes: 5000, ResourceType: 'RDS', IsEncrypted: false, RecoveryPointArn: `arn:aws:rds:us-west-2:111111111111:snapshot:awsbackup:job-${id}`, CompletionDate: new Date('2026-03-10T12:06:00Z'), StartBy: new Date('2026-03-10T20:00:00Z') });
    expect(done).not.toHaveProperty('StatusMessage');
    expect(await points()).toMatchObject([{ Status: 'COMPLETED', CreationDate: new Date('2026-03-10T12:01:00Z'), CompletionDate: new Date('2026-03-10T12:06:00Z'), CalculatedLifecycle: { DeleteAt: new Date('2026-03-17T12:01:00Z') } }]);
    expect((await backup.run('ListTags', { ResourceArn: done['RecoveryPointArn'] }))['Tags']).toEqual({ owner: 'data', why: 'test' });
    expect((await backup.run('DescribeProtectedResource', { ResourceArn: `${DB_ARN}portal-db` }))).toMatchObject({ ResourceType: 'RDS', LastRecoveryPointArn: done['RecoveryPointArn'], LastBackupTime: new Date('2026-03-10T12:01:00Z') });
  });

  test('takes no time at all when durations are switched off', async () => {
    backup.context.settings.set('duration-factor', 0);
    const id = await start();
    await backup.advance(0);
    expect(await job(id)).toMatchObject({ State: 'COMPLETED' });
  });

  test('that completed with issues is COMPLETED with a message', async () => {
    fake.message = '3 objects were skipped';
    const id = await start();
    await backup.advance(600);
    expect(await job(id)).toMatchObject({ State: 'COMPLETED', StatusMessage: '3 objects were skipped' });
  });

  test.each<[string, () => void, string]>([
    ['its service cannot do it', () => { throw new BackupFailure('no free space'); }, 'no free space'],
    ['the resource is deleted meanwhile', () => { fake.things.length = 0; }, `${DB_ARN}portal-db is gone`],
  ])('fails when %s, and leaves no point', async (_title, during, message) => {
    fake.during = during;
    const id = await start();
    await backup.advance(600);
    expect(await job(id)).toMatchObject({ State: 'FAILED', StatusMessage: message });
    expect(await points()).toEqual([]);
  });

  test('ends as an internal error when the sandbox fails, which the log tells', async () => {
    fake.during = () => { throw new TypeError('boom'); };
    const id = await start();
    await backup.advance(600);
    expect(await job(id)).toMatchObject({ State: 'FAILED', StatusMessage: expect.stringContaining('internal error') });
    expect(backup.log.join()).toContain('boom');
  });

  test('waits while another one of the resource runs, and goes on when that has ended', async () => {
    const first = await start();
    await backup.advance(100);
    const second = await start();
    await backup.advance(200);
    expect([(await job(first))['State'], (await job(second))['State']]).toEqual(['RUNNING', 'CREATED']);
    await backup.advance(70);
    expect([(await job(first))['State'], (await job(second))['State']]).toEqual(['COMPLETED', 'PENDING']);
    await backup.advance(600);
    expect(await job(second)).toMatchObject({ State: 'COMPLETED' });
    expect(await points()).toHaveLength(2);
  });

  test('expires when the other one runs through its whole start window', async () => {
    fake.sizeBytes = 500_000_000_000;
    const first = await start();
    await backup.advance(100);
    const second = await start({ StartWindowMinutes: 60 });
    await backup.advance(3_599);
    expect([(await job(first))['State'], (await job(second))['State']]).toEqual(['RUNNING', 'CREATED']);
    await backup.advance(1);
    expect(await job(second)).toMatchObject({ State: 'EXPIRED', StatusMessage: 'Backup job failed because there was a running job for the same resource.' });
    await backup.advance(3_600);
    expect(await job(first)).toMatchObject({ State: 'COMPLETED' });
    expect(fake.backups).toEqual([first]);
  });

  test('that is not complete within its window expires, and its point goes', async () => {
    fake.sizeBytes = 500_000_000_000;
    const id = await start({ StartWindowMinutes: 60, CompleteWindowMinutes: 61 });
    await backup.advance(60 + 3_659);
    expect(await job(id)).toMatchObject({ State: 'RUNNING', PercentDone: '73.2' });
    await backup.advance(1);
    expect(await job(id)).toMatchObject({ State: 'EXPIRED', StatusMessage: 'Backup job expired before completion.' });
    expect(await points()).toEqual([]);
    expect(fake.forgotten).toEqual([`snapshot of ${id}`]);
  });

  test('is stopped from every state before its end, and what it made goes', async () => {
    for (const seconds of [0, 40, 100]) {
      const id = await start();
      await backup.advance(seconds);
      await backup.run('StopBackupJob', { BackupJobId: id });
      expect((await job(id))['State']).toBe('ABORTING');
      await backup.advance(1);
      expect(await job(id)).toMatchObject({ State: 'ABORTED' });
      await expect(backup.run('StopBackupJob', { BackupJobId: id })).rejects.toMatchObject({ code: 'InvalidRequestException' });
    }
    expect(await points()).toEqual([]);
    expect(fake.forgotten).toHaveLength(1);
  });

  test('stopped in the middle of its real work throws the work away', async () => {
    let id = '';
    fake.during = async () => { await backup.run('StopBackupJob', { BackupJobId: id }); };
    id = await start();
    await backup.advance(100);
    expect(await job(id)).toMatchObject({ State: 'ABORTED' });
    expect(fake.forgotten).toEqual([`snapshot of ${id}`]);
    expect(await points()).toEqual([]);
  });

  test('killed in its real work does it again: one job, one point', async () => {
    const id = await start();
    await backup.advance(40);
    fake.during = () => new Promise<void>(() => undefined);
    void backup.fireOnce();
    expect(fake.backups).toEqual([id]);
    fake.during = () => undefined;
    backup = backup.reopen();
    await backup.advance(600);
    expect(fake.backups).toEqual([id, id]);
    expect(await job(id)).toMatchObject({ State: 'COMPLETED' });
    expect(await points()).toHaveLength(1);
  });

  test('whose real work is cut off because the sandbox closes does it again after the next start', async () => {
    const id = await start();
    fake.during = () => {
      backup.closing();
      throw new BackupFailure('the sandbox is closing');
    };
    await backup.advance(600);
    expect(await job(id)).toMatchObject({ State: 'RUNNING' });
    fake.during = () => undefined;
    backup = backup.reopen();
    await backup.advance(600);
    expect(await job(id)).toMatchObject({ State: 'COMPLETED' });
    expect(await points()).toHaveLength(1);
  });

  test('killed after its real work does not do it again', async () => {
    const id = await start();
    await backup.advance(100);
    backup = backup.reopen();
    await backup.advance(600);
    expect(fake.backups).toEqual([id]);
    expect(await points()).toHaveLength(1);
  });

  test('is begun once for each token, and the token belongs to its request', async () => {
    const one = await start({ IdempotencyToken: 'once' });
    expect(await start({ IdempotencyToken: 'once' })).toBe(one);
    expect(await start({ IdempotencyToken: 'twice' })).not.toBe(one);
    await expect(start({ IdempotencyToken: 'once', StartWindowMinutes: 60 })).rejects.toMatchObject({ code: 'InvalidParameterValueException' });
  });

  test.each<[string, object, string]>([
    ['an unknown vault', { BackupVaultName: 'none' }, 'ResourceNotFoundException'],
    ['no vault', { BackupVaultName: undefined }, 'MissingParameterValueException'],
    ['a resource of another service', { ResourceArn: 'arn:aws:dynamodb:us-west-2:111111111111:table/x' }, 'InvalidParameterValueException'],
    ['a resource that is not there', { ResourceArn: `${DB_ARN}none` }, 'InvalidParameterValueException'],
    ['another account\'s role', { IamRoleArn: ROLE.replaceAll('1', '2') }, 'InvalidParameterValueException'],
    ['backup options, which are not served', { BackupOptions: { WindowsVSS: 'enabled' } }, 'InvalidParameterValueException'],
    ['an air-gapped vault, which is not served', { LogicallyAirGappedBackupVaultArn: 'arn' }, 'InvalidParameterValueException'],
  ])('is refused for %s', async (_title, bad, code) => {
    await expect(start(bad)).rejects.toMatchObject({ code, status: 400 });
  });
});

test('lists of jobs filter by state, vault, resource and date, and page without repeating or skipping', async () => {
  const ids: string[] = [];
  for (let i = 0; i < 5; i += 1) {
    ids.push(await start());
    await backup.advance(600);
  }
  const list = async (input: object): Promise<Record<string, unknown>> => backup.run('ListBackupJobs', { ...input });
  const idsOf = (answer: Record<string, unknown>): unknown[] => (answer['BackupJobs'] as Record<string, unknown>[]).map((one) => one['BackupJobId']);
  const first = await list({ MaxResults: 2 });
  const late = await start();
  const second = await list({ MaxResults: 2, NextToken: first['NextToken'] });
  const third = await list({ MaxResults: 2, NextToken: second['NextToken'] });
  expect([...idsOf(first), ...idsOf(second), ...idsOf(third)]).toEqual(ids.toReversed());
  expect(third).not.toHaveProperty('NextToken');
  expect(idsOf(await list({ ByState: 'CREATED' }))).toEqual([late]);
  expect(idsOf(await list({ ByBackupVaultName: 'other' }))).toEqual([]);
  expect(idsOf(await list({ ByCreatedBefore: new Date('2026-03-10T12:15:00Z') }))).toHaveLength(2);
  expect(idsOf(await list({ ByResourceArn: `${DB_ARN}portal-db`, ByResourceType: 'RDS' }))).toHaveLength(6);
  await expect(list({ NextToken: 'nonsense' })).rejects.toMatchObject({ code: 'InvalidParameterValueException' });
  await expect(list({ MaxResults: 0 })).rejects.toMatchObject({ code: 'InvalidParameterValueException' });
  expect(idsOf(await backup.run('ListBackupJobs', {}, { region: 'us-east-2' }))).toEqual([]);
});
