import { afterEach, beforeEach, expect, test } from 'vitest';
import { regionMethods } from '../../regions/region-methods.ts';
import { openFakeBackup, ROLE, type FakeBackup } from './testing/fake-backup.ts';
import { DB_ARN, fakeKind, fakeThing, type FakeKind } from './testing/fake-kind.ts';

type Values = Record<string, unknown>;
const ResourceArn = `${DB_ARN}portal-db`;
const [HERE, THERE] = ['us-west-2', 'us-east-2'];
const FAR = `arn:aws:backup:${THERE}:111111111111:backup-vault:far`;
let fake: FakeKind;
let backup: FakeBackup;
let point: string;

const control = (method: string, params: Values): unknown => regionMethods(backup.context)[method]?.(params);
const begin = async (): Promise<string> => String((await backup.run('StartCopyJob', { RecoveryPointArn: point, SourceBackupVaultName: 'daily', DestinationBackupVaultArn: FAR, IamRoleArn: ROLE }))['CopyJobId']);
const state = async (CopyJobId: string): Promise<unknown> => ((await backup.run('DescribeCopyJob', { CopyJobId }))['CopyJob'] as Values)['State'];
const arrived = async (): Promise<readonly string[]> => ((await backup.run('ListRecoveryPointsByBackupVault', { BackupVaultName: 'far' }, { region: THERE }))['RecoveryPoints'] as Values[]).map(({ Status }) => String(Status)).sort();

beforeEach(async () => {
  fake = fakeKind();
  fake.things.push(fakeThing('portal-db'));
  backup = openFakeBackup([fake.kind]);
  await backup.run('CreateBackupVault', { BackupVaultName: 'daily' });
  await backup.run('CreateBackupVault', { BackupVaultName: 'far' }, { region: THERE });
  const { BackupJobId } = await backup.run('StartBackupJob', { BackupVaultName: 'daily', ResourceArn, IamRoleArn: ROLE });
  await backup.advance(600);
  point = String((await backup.run('DescribeBackupJob', { BackupJobId }))['RecoveryPointArn']);
});
afterEach(() => backup.close());

test.each([HERE, THERE])('a copy under way when %s is cut stays RUNNING, also over a kill, and takes after the heal as long as was left', async (region) => {
  const whole = await begin();
  await backup.advance(3600);
  const job = ((await backup.run('DescribeCopyJob', { CopyJobId: whole }))['CopyJob']) as Values;
  const tookSeconds = ((job['CompletionDate'] as Date).getTime() - (job['CreationDate'] as Date).getTime()) / 1000;
  const id = await begin();
  await backup.advance(tookSeconds - 10);
  expect([await state(id), await arrived()]).toEqual(['RUNNING', ['COMPLETED', 'CREATING']]);
  control('cut-region', { region, how: 'partition' });
  await backup.advance(86_400);
  backup = backup.reopen();
  await backup.advance(86_400);
  expect([await state(id), await arrived()]).toEqual(['RUNNING', ['COMPLETED', 'CREATING']]);
  control('heal-region', { region });
  await backup.advance(9);
  expect(await state(id)).toBe('RUNNING');
  await backup.advance(1);
  expect([await state(id), await arrived()]).toEqual(['COMPLETED', ['COMPLETED', 'COMPLETED']]);
  expect(fake.copies).toHaveLength(2);
});

test('a copy that cannot begin because a region is cut is tried for two hours: it begins after an earlier heal, and fails after that', async () => {
  control('cut-region', { region: THERE, how: 'black-hole' });
  const first = await begin();
  await backup.advance(7100);
  expect([await state(first), fake.copies]).toEqual(['CREATED', []]);
  control('heal-region', { region: THERE });
  await backup.advance(3600);
  expect(await state(first)).toBe('COMPLETED');
  control('cut-region', { region: THERE, how: 'black-hole' });
  const second = await begin();
  await backup.advance(7300);
  expect((await backup.run('DescribeCopyJob', { CopyJobId: second }))['CopyJob']).toMatchObject({ State: 'FAILED', StatusMessage: expect.stringContaining('could not be started within 2 hours') });
  control('heal-region', { region: THERE });
  await backup.advance(86_400);
  expect([await state(second), fake.copies.length]).toEqual(['FAILED', 1]);
});

test('while the copies of a region are held none leaves it, copies within it go on, and all are made once they are let go', async () => {
  control('hold-copies', { region: HERE, held: true });
  await backup.run('CreateBackupVault', { BackupVaultName: 'near' });
  const near = await backup.run('StartCopyJob', { RecoveryPointArn: point, SourceBackupVaultName: 'daily', DestinationBackupVaultArn: `arn:aws:backup:${HERE}:111111111111:backup-vault:near`, IamRoleArn: ROLE });
  const ids = [await begin(), await begin()];
  await backup.advance(3 * 86_400);
  expect([await state(ids[0] ?? ''), await state(ids[1] ?? ''), await state(String(near['CopyJobId'])), await arrived()]).toEqual(['RUNNING', 'RUNNING', 'COMPLETED', []]);
  control('hold-copies', { region: HERE, held: false });
  await backup.advance(3600);
  expect(await arrived()).toEqual(['COMPLETED', 'COMPLETED']);
});

test('a copy whose bytes are being moved when its region is cut waits with the rest of its time', async () => {
  fake.during = () => { control('cut-region', { region: HERE, how: 'refuse' }); };
  const id = await begin();
  await backup.advance(86_400);
  expect([await state(id), await arrived()]).toEqual(['RUNNING', ['CREATING']]);
  control('heal-region', { region: HERE });
  await backup.advance(3600);
  expect([await state(id), await arrived()]).toEqual(['COMPLETED', ['COMPLETED']]);
});
