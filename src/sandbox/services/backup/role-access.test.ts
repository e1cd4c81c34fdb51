import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDirectory } from '../iam/directory.ts';
import { iamState } from '../iam/state.ts';
import { roleProblem } from './role-access.ts';
import { openFakeBackup, ROLE, type FakeBackup } from './testing/fake-backup.ts';
import { DB_ARN, fakeKind, fakeThing, type FakeKind } from './testing/fake-kind.ts';

let fake: FakeKind;
let backup: FakeBackup;

beforeEach(async () => {
  fake = fakeKind();
  fake.things.push(fakeThing('portal-db', { owner: 'data' }));
  backup = openFakeBackup([fake.kind]);
  openDirectory(backup.context.catalogue);
  await backup.run('CreateBackupVault', { BackupVaultName: 'daily' });
});
afterEach(() => backup.close());

/** The role of AWS Backup with these statements alone. */
function only(...statements: readonly object[]): void {
  const iam = iamState(backup.context.catalogue);
  const document = JSON.stringify({ Version: '2012-10-17', Statement: statements.map((one) => ({ Effect: 'Allow', Resource: '*', ...one })) });
  iam.change(() => {
    for (const policy of iam.policies.attached(ROLE)) iam.policies.detach(ROLE, policy);
    iam.policies.putInline(ROLE, { name: 'own', document });
  });
}

async function backedUp(): Promise<Record<string, unknown>> {
  const { BackupJobId } = await backup.run('StartBackupJob', { BackupVaultName: 'daily', ResourceArn: `${DB_ARN}portal-db`, IamRoleArn: ROLE });
  await backup.advance(3600);
  return backup.run('DescribeBackupJob', { BackupJobId });
}

test('a backup job fails with the action that its role lacks, and works again when the role has it', async () => {
  only({ Action: 's3:*' });
  expect(await backedUp()).toMatchObject({ State: 'FAILED', StatusMessage: `IAM Role ${ROLE} does not have sufficient permissions to execute the backup: it is not authorized to perform rds:CreateDBSnapshot on resource ${DB_ARN}portal-db because no identity-based policy allows the rds:CreateDBSnapshot action` });
  only({ Action: 'rds:*' });
  expect(await backedUp()).toMatchObject({ State: 'COMPLETED' });
});

test('a role that is gone cannot be assumed', async () => {
  const { BackupJobId } = await backup.run('StartBackupJob', { BackupVaultName: 'daily', ResourceArn: `${DB_ARN}portal-db`, IamRoleArn: ROLE });
  const iam = iamState(backup.context.catalogue);
  iam.change(() => iam.principals.remove(ROLE));
  await backup.advance(3600);
  expect(await backup.run('DescribeBackupJob', { BackupJobId })).toMatchObject({ State: 'FAILED', StatusMessage: `IAM Role ${ROLE} cannot be assumed by AWS Backup` });
  await expect(backup.run('StartBackupJob', { BackupVaultName: 'daily', ResourceArn: `${DB_ARN}portal-db`, IamRoleArn: ROLE })).rejects.toMatchObject({ code: 'InvalidParameterValueException' });
});

test('a copy needs the right to take out of one vault and to put into the other; backup:CopyTargets can forbid a destination', async () => {
  await backup.run('CreateBackupVault', { BackupVaultName: 'other' });
  const there = 'arn:aws:backup:us-west-2:111111111111:backup-vault:other';
  only({ Action: ['rds:*', 'backup:*'] });
  const { RecoveryPointArn } = await backedUp();
  const copied = async (): Promise<Record<string, unknown>> => {
    const { CopyJobId } = await backup.run('StartCopyJob', { RecoveryPointArn, SourceBackupVaultName: 'daily', DestinationBackupVaultArn: there, IamRoleArn: ROLE });
    await backup.advance(3600);
    return (await backup.run('DescribeCopyJob', { CopyJobId }))['CopyJob'] as Record<string, unknown>;
  };
  only({ Action: ['rds:*', 'backup:*'] }, { Effect: 'Deny', Action: 'backup:CopyFromBackupVault', Condition: { 'ForAnyValue:StringEquals': { 'backup:CopyTargets': there } } });
  expect(await copied()).toMatchObject({ State: 'FAILED', StatusMessage: expect.stringMatching(/execute the copy: .* backup:CopyFromBackupVault .* with an explicit deny in an identity-based policy$/) });
  only({ Action: ['rds:*', 'backup:CopyFromBackupVault'] });
  expect(await copied()).toMatchObject({ State: 'FAILED', StatusMessage: expect.stringContaining(`perform backup:CopyIntoBackupVault on resource ${there}`) });
  only({ Action: ['rds:*', 'backup:*'] });
  expect(await copied()).toMatchObject({ State: 'COMPLETED' });
});

test('of a bucket a backup needs its objects, and a restore those of the bucket that it fills', () => {
  const job = { type: 'S3', role: ROLE, account: '111111111111', region: 'us-west-2', resource: 'arn:aws:s3:::data' };
  const into = (DestinationBucketName: string): string | null => roleProblem(backup.context, 'restore', { ...job, metadata: { DestinationBucketName } });
  only({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::data/*' }, { Action: 's3:PutObject', Resource: 'arn:aws:s3:::beside/*' });
  expect([roleProblem(backup.context, 'backup', job), into('beside')]).toEqual([null, null]);
  expect(into('data')).toContain('perform s3:PutObject on resource arn:aws:s3:::data/*');
  only({ Action: ['s3:GetObject', 's3:PutObject'], Resource: 'arn:aws:s3:::data' });
  expect(roleProblem(backup.context, 'backup', job)).toContain('perform s3:GetObject on resource arn:aws:s3:::data/*');
});

test('the role of a new account can back up and restore every type with the policies that AWS keeps for it, and nothing else', () => {
  const at = { role: ROLE, account: '111111111111', region: 'us-west-2', metadata: { DestinationBucketName: 'data' } };
  const resources = { RDS: `${DB_ARN}portal-db`, S3: 'arn:aws:s3:::data', DynamoDB: 'arn:aws:dynamodb:us-west-2:111111111111:table/t', EFS: 'arn:aws:elasticfilesystem:us-west-2:111111111111:file-system/fs-1', EBS: 'arn:aws:ec2:us-west-2:111111111111:volume/vol-1' };
  for (const [type, resource] of Object.entries(resources)) for (const work of ['backup', 'restore'] as const) expect(roleProblem(backup.context, work, { ...at, type, resource })).toBeNull();
  const { identity } = iamState(backup.context.catalogue).policiesOf(ROLE);
  expect(identity.flatMap(({ Statement }) => Statement).filter((one) => JSON.stringify(one).includes('"*:*"') || (one as { Action?: unknown }).Action === '*')).toEqual([]);
});
