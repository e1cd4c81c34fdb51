import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BackupFailure } from '../../backup-resource.ts';
import { AwsError } from '../../service.ts';
import { openFakeBackup, ROLE, type FakeBackup } from './testing/fake-backup.ts';
import { DB_ARN, fakeKind, fakeThing, type FakeKind } from './testing/fake-kind.ts';

let fake: FakeKind;
let backup: FakeBackup;
let point: string;

type Values = Record<string, unknown>;
const ResourceArn = `${DB_ARN}portal-db`;

beforeEach(async () => {
  fake = fakeKind();
  fake.things.push(fakeThing('portal-db', { owner: 'data' }));
  backup = openFakeBackup([fake.kind]);
  await backup.run('CreateBackupVault', { BackupVaultName: 'daily' });
  const { BackupJobId } = await backup.run('StartBackupJob', { BackupVaultName: 'daily', ResourceArn, IamRoleArn: ROLE, Lifecycle: { DeleteAfterDays: 60 } });
  await backup.advance(600);
  point = String((await backup.run('DescribeBackupJob', { BackupJobId }))['RecoveryPointArn']);
});

afterEach(() => backup.close());

describe('a restore job', () => {
  const restore = async (more: object = {}): Promise<string> => String((await backup.run('StartRestoreJob', { RecoveryPointArn: point, Metadata: { DBInstanceIdentifier: 'new-db' }, IamRoleArn: ROLE, ...more }))['RestoreJobId']);
  const job = (RestoreJobId: string): Promise<Values> => backup.run('DescribeRestoreJob', { RestoreJobId });

  test('runs until the resource\'s service says that it is done', async () => {
    const ends = new Date('2026-03-10T12:30:00Z').getTime() * 1000;
    fake.progress = { state: 'running', nextMicros: ends };
    const id = await restore();
    expect(await job(id)).toMatchObject({ Status: 'PENDING', PercentDone: '0.0', RecoveryPointCreationDate: new Date('2026-03-10T12:01:00Z'), SourceResourceArn: ResourceArn });
    await backup.advance(600);
    expect(await job(id)).toMatchObject({ Status: 'RUNNING', ExpectedCompletionTimeMinutes: 20, CreatedResourceArn: `${DB_ARN}new-db`, PercentDone: '50.0' });
    fake.progress = { state: 'done', message: 'but slowly' };
    await backup.advance(600);
    expect(await job(id)).toMatchObject({ Status: 'COMPLETED', StatusMessage: 'but slowly', CompletionDate: new Date('2026-03-10T12:30:00Z'), CreatedResourceArn: `${DB_ARN}new-db`, PercentDone: '100.0' });
    expect((await backup.run('GetRestoreJobMetadata', { RestoreJobId: id }))['Metadata']).toEqual({ DBInstanceIdentifier: 'new-db' });
    expect(await backup.run('DescribeRecoveryPoint', { BackupVaultName: 'daily', RecoveryPointArn: point })).toMatchObject({ LastRestoreTime: new Date('2026-03-10T12:30:00Z') });
    expect((await backup.run('ListRestoreJobs', { ByStatus: 'COMPLETED' }))['RestoreJobs']).toMatchObject([{ RestoreJobId: id }]);
    expect((await backup.run('ListRestoreJobsByProtectedResource', { ResourceArn, ByStatus: 'FAILED' }))['RestoreJobs']).toEqual([]);
    expect(await backup.run('DescribeProtectedResource', { ResourceArn })).toMatchObject({ LatestRestoreExecutionTimeMinutes: 20 });
  });

  test.each<[string, Error]>([
    ['a failure of the resource\'s service', new BackupFailure('DB instance new-db already exists.')],
    ['another service\'s refusal', new AwsError('DBInstanceAlreadyExists', 'DB instance new-db already exists.')],
  ])('ends FAILED with %s', async (_title, refusal) => {
    fake.refusal = refusal;
    const id = await restore();
    expect(await job(id)).toMatchObject({ Status: 'PENDING' });
    await backup.advance(5);
    expect(await job(id)).toMatchObject({ Status: 'FAILED', StatusMessage: expect.stringContaining('DB instance new-db already exists.') });
    expect(await job(id)).not.toHaveProperty('CreatedResourceArn');
  });

  test('is refused at once for metadata that AWS Backup itself does not take, and leaves nothing', async () => {
    fake.refusal = new AwsError('InvalidParameterValueException', 'DBInstanceIdentifier is required');
    await expect(restore({ IdempotencyToken: 'once' })).rejects.toMatchObject({ code: 'InvalidParameterValueException' });
    expect((await backup.run('ListRestoreJobs', {}))['RestoreJobs']).toEqual([]);
    fake.refusal = null;
    const id = await restore({ IdempotencyToken: 'once' });
    expect(await restore({ IdempotencyToken: 'once' })).toBe(id);
    expect(fake.restores).toHaveLength(2);
  });

  test('killed while it was being begun is begun again, under the same id and token', async () => {
    fake.during = () => new Promise<void>(() => undefined);
    void restore({ IdempotencyToken: 'once' });
    expect(fake.restores).toHaveLength(1);
    expect((await backup.run('ListRestoreJobs', {}))['RestoreJobs']).toEqual([]);
    fake.during = () => undefined;
    backup = backup.reopen();
    await backup.advance(10);
    expect(fake.restores).toMatchObject([{ jobId: fake.restores[1]?.jobId }, {}]);
    expect(await restore({ IdempotencyToken: 'once' })).toBe(fake.restores[0]?.jobId);
    expect((await backup.run('ListRestoreJobs', {}))['RestoreJobs']).toMatchObject([{ Status: 'COMPLETED' }]);
  });

  test('hands the source\'s tags over when asked to', async () => {
    await restore();
    await restore({ CopySourceTagsToRestoredResource: true });
    expect(fake.restores.map(({ sourceTags }) => sourceTags)).toEqual([undefined, { owner: 'data' }]);
  });

  test('keeps its point from being deleted while it runs', async () => {
    fake.progress = { state: 'running', nextMicros: Number.MAX_SAFE_INTEGER };
    await restore();
    await expect(backup.run('DeleteRecoveryPoint', { BackupVaultName: 'daily', RecoveryPointArn: point })).rejects.toMatchObject({ code: 'InvalidResourceStateException' });
  });

  test('takes one validation result, once it is complete', async () => {
    const id = await restore();
    const validate = (ValidationStatus: string): Promise<Values> => backup.run('PutRestoreValidationResult', { RestoreJobId: id, ValidationStatus, ValidationStatusMessage: 'seen' });
    await expect(validate('SUCCESSFUL')).rejects.toMatchObject({ code: 'InvalidRequestException' });
    await backup.advance(10);
    await expect(validate('GOOD')).rejects.toMatchObject({ code: 'InvalidParameterValueException' });
    await validate('VALIDATING');
    await validate('FAILED');
    await expect(validate('SUCCESSFUL')).rejects.toMatchObject({ code: 'InvalidRequestException' });
    expect(await job(id)).toMatchObject({ ValidationStatus: 'FAILED', ValidationStatusMessage: 'seen' });
  });

  test.each<[string, object, string]>([
    ['a point that is not there', { RecoveryPointArn: 'arn:aws:rds:us-west-2:111111111111:snapshot:none' }, 'ResourceNotFoundException'],
    ['no metadata', { Metadata: undefined }, 'MissingParameterValueException'],
    ['no role', { IamRoleArn: undefined }, 'MissingParameterValueException'],
    ['a wrong resource type', { ResourceType: 'S3' }, 'InvalidParameterValueException'],
  ])('is refused for %s', async (_title, bad, code) => {
    await expect(restore(bad)).rejects.toMatchObject({ code, status: 400 });
  });

  test('is refused in another account or region, where the point is not', async () => {
    const input = { RecoveryPointArn: point, Metadata: {}, IamRoleArn: ROLE };
    await expect(backup.run('StartRestoreJob', input, { account: '222222222222' })).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
    await expect(backup.run('StartRestoreJob', input, { region: 'us-east-2' })).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
  });
});

describe('a copy job', () => {
  const BACKUP = { account: '222222222222', region: 'us-west-2' };
  const foreign = 'arn:aws:backup:us-west-2:222222222222:backup-vault:safe';
  const far = 'arn:aws:backup:us-east-2:111111111111:backup-vault:far';
  const copy = async (DestinationBackupVaultArn: string, more: object = {}): Promise<Values> => {
    const { CopyJobId } = await backup.run('StartCopyJob', { RecoveryPointArn: point, SourceBackupVaultName: 'daily', DestinationBackupVaultArn, IamRoleArn: ROLE, ...more });
    await backup.advance(3_600);
    return (await backup.run('DescribeCopyJob', { CopyJobId }))['CopyJob'] as Values;
  };
  const allow = (Principal: object): Promise<Values> => backup.run('PutBackupVaultAccessPolicy', { BackupVaultName: 'safe', Policy: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal, Action: 'backup:CopyIntoBackupVault', Resource: '*' }] }) }, BACKUP);

  test('into another region makes a point of its own, with the source\'s date and its own lifecycle', async () => {
    await backup.run('CreateBackupVault', { BackupVaultName: 'far' }, { region: 'us-east-2' });
    const done = await copy(far, { Lifecycle: { DeleteAfterDays: 120 } });
    expect(done).toMatchObject({ State: 'COMPLETED', SourceRecoveryPointArn: point, DestinationBackupVaultArn: far, ResourceType: 'RDS' });
    const copied = (await backup.run('ListRecoveryPointsByBackupVault', { BackupVaultName: 'far' }, { region: 'us-east-2' }))['RecoveryPoints'] as Values[];
    expect(copied).toMatchObject([{ RecoveryPointArn: done['DestinationRecoveryPointArn'], Status: 'COMPLETED', SourceBackupVaultArn: 'arn:aws:backup:us-west-2:111111111111:backup-vault:daily', CreationDate: new Date('2026-03-10T12:01:00Z'), Lifecycle: { DeleteAfterDays: 120 } }]);
    expect(fake.copies).toHaveLength(1);
  });

  test('into another account needs the destination vault\'s consent', async () => {
    await backup.run('CreateBackupVault', { BackupVaultName: 'safe' }, BACKUP);
    expect(await copy(foreign)).toMatchObject({ State: 'FAILED', StatusMessage: expect.stringContaining('Access Denied trying to call AWS Backup service') });
    await allow({ AWS: '333333333333' });
    expect(await copy(foreign)).toMatchObject({ State: 'FAILED' });
    await allow({ AWS: 'arn:aws:iam::111111111111:root' });
    expect(await copy(foreign)).toMatchObject({ State: 'COMPLETED' });
    expect((await backup.run('ListRecoveryPointsByBackupVault', { BackupVaultName: 'safe' }, BACKUP))['RecoveryPoints']).toHaveLength(1);
    expect((await backup.run('ListCopyJobs', { ByState: 'FAILED' }))['CopyJobs']).toHaveLength(2);
    expect((await backup.run('ListCopyJobs', {}, BACKUP))['CopyJobs']).toEqual([]);
  });

  test('without an end of its own, or with one that never comes, ends with its source', async () => {
    await backup.run('CreateBackupVault', { BackupVaultName: 'far' }, { region: 'us-east-2' });
    await copy(far);
    await copy(far, { Lifecycle: { DeleteAfterDays: -1 } });
    const copied = (await backup.run('ListRecoveryPointsByBackupVault', { BackupVaultName: 'far' }, { region: 'us-east-2' }))['RecoveryPoints'];
    expect(copied).toMatchObject([{ Lifecycle: { DeleteAfterDays: 60 } }, { Lifecycle: { DeleteAfterDays: 60 } }]);
  });

  test('of points that stay where they are is refused in AWS\'s words, and fails so after a rule\'s job', async () => {
    await backup.run('CreateBackupVault', { BackupVaultName: 'far' }, { region: 'us-east-2' });
    fake.copyable = false;
    const words = 'Copy job from us-west-2 to us-east-2 cannot be initiated for RDS resources. Feature is not supported for provided resource type.';
    await expect(copy(far)).rejects.toMatchObject({ code: 'InvalidRequestException', message: words });
    const rule = { RuleName: 'r', TargetBackupVaultName: 'daily', CopyActions: [{ DestinationBackupVaultArn: far }] };
    const { BackupPlanId } = await backup.run('CreateBackupPlan', { BackupPlan: { BackupPlanName: 'p', Rules: [rule] } });
    await backup.run('CreateBackupSelection', { BackupPlanId, BackupSelection: { SelectionName: 's', IamRoleArn: ROLE, Resources: [ResourceArn] } });
    await backup.advance(86_400);
    expect((await backup.run('ListCopyJobs', {}))['CopyJobs']).toMatchObject([{ State: 'FAILED', StatusMessage: words }]);
  });

  test('across accounts of a type that keeps its own key needs customer managed keys on both sides, and the source\'s must let the other account in', async () => {
    const newKey = async (as: object = {}): Promise<string> => String(((await backup.kms('CreateKey', {}, as))['KeyMetadata'] as Values)['Arn']);
    const source = async (keyArn: string): Promise<void> => {
      fake.keyArn = keyArn;
      const { BackupJobId } = await backup.run('StartBackupJob', { BackupVaultName: 'daily', ResourceArn, IamRoleArn: ROLE });
      await backup.advance(600);
      point = String((await backup.run('DescribeBackupJob', { BackupJobId }))['RecoveryPointArn']);
    };
    await backup.run('CreateBackupVault', { BackupVaultName: 'safe' }, BACKUP);
    await allow({ AWS: 'arn:aws:iam::111111111111:root' });
    await source(backup.context.keys.managed('rds', { account: '111111111111', region: 'us-west-2' }));
    expect(await copy(foreign)).toMatchObject({ State: 'FAILED', StatusMessage: expect.stringContaining('Snapshots encrypted with an AWS managed key') });
    const own = await newKey();
    await source(own);
    expect(await copy(foreign)).toMatchObject({ State: 'FAILED', StatusMessage: expect.stringContaining('needs a destination vault with a customer managed key') });
    await backup.run('DeleteBackupVault', { BackupVaultName: 'safe' }, BACKUP);
    await backup.run('CreateBackupVault', { BackupVaultName: 'safe', EncryptionKeyArn: await newKey(BACKUP) }, BACKUP);
    await allow({ AWS: 'arn:aws:iam::111111111111:root' });
    expect(await copy(foreign)).toMatchObject({ State: 'FAILED', StatusMessage: expect.stringContaining('does not exist, is not enabled or you do not have permissions to access it: account 222222222222') });
    const Principal = { AWS: ['arn:aws:iam::111111111111:root', 'arn:aws:iam::222222222222:root'] };
    await backup.kms('PutKeyPolicy', { KeyId: own, PolicyName: 'default', Policy: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal, Action: 'kms:*', Resource: '*' }] }) });
    expect(await copy(foreign)).toMatchObject({ State: 'COMPLETED' });
  });

  test('into a vault that is not there fails or is refused', async () => {
    await expect(copy(far)).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
    expect(await copy(foreign)).toMatchObject({ State: 'FAILED', StatusMessage: expect.stringContaining('cannot be found') });
  });

  test('of a rule follows each of its jobs; of a continuous point it is a snapshot, on demand it is refused', async () => {
    await backup.run('CreateBackupVault', { BackupVaultName: 'far' }, { region: 'us-east-2' });
    const rule = { RuleName: 'r', TargetBackupVaultName: 'daily', EnableContinuousBackup: true, Lifecycle: { DeleteAfterDays: 35 }, CopyActions: [{ DestinationBackupVaultArn: far, Lifecycle: { DeleteAfterDays: 90 } }] };
    const { BackupPlanId } = await backup.run('CreateBackupPlan', { BackupPlan: { BackupPlanName: 'p', Rules: [rule] } });
    await backup.run('CreateBackupSelection', { BackupPlanId, BackupSelection: { SelectionName: 's', IamRoleArn: ROLE, Resources: [ResourceArn] } });
    await backup.advance('2026-03-12T12:00:00Z');
    const copied = (await backup.run('ListRecoveryPointsByBackupVault', { BackupVaultName: 'far' }, { region: 'us-east-2' }))['RecoveryPoints'] as Values[];
    expect(copied).toMatchObject([{ Status: 'COMPLETED', Lifecycle: { DeleteAfterDays: 90 }, CreatedBy: { BackupPlanId } }, { Status: 'COMPLETED' }]);
    expect(copied.map((one) => String(one['RecoveryPointArn']))).toEqual([expect.stringContaining(':snapshot:'), expect.stringContaining(':snapshot:')]);
    const continuous = ((await backup.run('ListRecoveryPointsByResource', { ResourceArn }))['RecoveryPoints'] as Values[]).find((one) => String(one['RecoveryPointArn']).includes(':continuous:'));
    await expect(copy(far, { RecoveryPointArn: continuous?.['RecoveryPointArn'] })).rejects.toMatchObject({ code: 'InvalidRequestException' });
  });

  test('killed in its real work does it again: one copy', async () => {
    await backup.run('CreateBackupVault', { BackupVaultName: 'far' }, { region: 'us-east-2' });
    fake.during = () => new Promise<void>(() => undefined);
    await backup.run('StartCopyJob', { RecoveryPointArn: point, SourceBackupVaultName: 'daily', DestinationBackupVaultArn: far, IamRoleArn: ROLE });
    void backup.fireOnce();
    fake.during = () => undefined;
    backup = backup.reopen();
    await backup.advance(3_600);
    expect(fake.copies).toHaveLength(2);
    expect((await backup.run('ListRecoveryPointsByBackupVault', { BackupVaultName: 'far' }, { region: 'us-east-2' }))['RecoveryPoints']).toHaveLength(1);
  });
});
