import { Backup, type DescribeBackupJobOutput, type DescribeRestoreJobOutput } from '@aws-sdk/client-backup';
import { S3 } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { controlRequest } from '../../process/control-request.ts';
import { pastTheNight } from '../../testing/past-the-night.ts';
import { startTestSandbox, type TestSandbox } from '../../testing/start-test-sandbox.ts';

let sandbox: TestSandbox;
let backup: Backup;
let s3: S3;
const ROLE = 'arn:aws:iam::111111111111:role/aws-backup';

beforeAll(async () => {
  sandbox = await startTestSandbox();
  await pastTheNight(sandbox.address);
  const keys = sandbox.keys['platform-admin'];
  if (!keys) throw new Error('no principal platform-admin');
  const config = { region: 'us-west-2', endpoint: sandbox.address.endpoint, credentials: { accessKeyId: keys.accessKeyId, secretAccessKey: keys.secretAccessKey } };
  backup = new Backup(config);
  s3 = new S3({ ...config, forcePathStyle: true });
});

afterAll(async () => {
  expect(sandbox.log).toEqual([]);
  await sandbox.close();
});

const advance = (seconds: number): Promise<unknown> => controlRequest(sandbox.address, 'advance', { params: { micros: seconds * 1_000_000 }, timeoutMs: 60_000 });
const failure = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => 'none', (error: { readonly name: string; readonly $metadata?: { readonly httpStatusCode?: number } }) => [error.name, error.$metadata?.httpStatusCode]);

async function emptyAndDelete(Bucket: string): Promise<void> {
  const { Versions = [], DeleteMarkers = [] } = await s3.listObjectVersions({ Bucket });
  await s3.deleteObjects({ Bucket, Delete: { Objects: [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId })) } });
  await s3.deleteBucket({ Bucket });
}

describe('AWS Backup over its real endpoint', () => {
  test('protects a tagged bucket by its plan; the bucket is lost and comes back from the point, byte for byte', async () => {
    const bodies = new Map(Array.from({ length: 12 }, (_, i) => [`folder ü/${i} & co`, Buffer.alloc(i * 20_000 + 1, `body ${i} `)]));
    await s3.createBucket({ Bucket: 'portal-data', CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } });
    await s3.putBucketVersioning({ Bucket: 'portal-data', VersioningConfiguration: { Status: 'Enabled' } });
    await s3.putBucketNotificationConfiguration({ Bucket: 'portal-data', NotificationConfiguration: { EventBridgeConfiguration: {} } });
    await s3.putBucketTagging({ Bucket: 'portal-data', Tagging: { TagSet: [{ Key: 'backup', Value: 'daily' }] } });
    for (const [Key, Body] of bodies) await s3.putObject({ Bucket: 'portal-data', Key, Body, Metadata: { number: String(Body.length) } });

    const { BackupVaultArn } = await backup.createBackupVault({ BackupVaultName: 'portal-daily' });
    const { BackupPlanId } = await backup.createBackupPlan({ BackupPlan: { BackupPlanName: 'portal-daily', Rules: [{ RuleName: 'daily', TargetBackupVaultName: 'portal-daily', ScheduleExpression: 'cron(0 5 * * ? *)', Lifecycle: { DeleteAfterDays: 60 } }] } });
    await backup.createBackupSelection({ BackupPlanId, BackupSelection: { SelectionName: 'by-tag', IamRoleArn: ROLE, ListOfTags: [{ ConditionType: 'STRINGEQUALS', ConditionKey: 'backup', ConditionValue: 'daily' }] } });
    await advance(86_400);

    const { RecoveryPoints = [] } = await backup.listRecoveryPointsByBackupVault({ BackupVaultName: 'portal-daily', ByResourceArn: 'arn:aws:s3:::portal-data' });
    expect(RecoveryPoints).toMatchObject([{ Status: 'COMPLETED', ResourceType: 'S3', BackupVaultArn, IsEncrypted: true, Lifecycle: { DeleteAfterDays: 60 }, CreatedBy: { BackupPlanId }, CreationDate: expect.any(Date) }]);
    const RecoveryPointArn = RecoveryPoints[0]?.RecoveryPointArn;
    const { BackupJobs = [] } = await backup.listBackupJobs({ ByState: 'COMPLETED', ByCreatedAfter: new Date(0) });
    expect(BackupJobs).toMatchObject([{ RecoveryPointArn, PercentDone: '100.0' }]);
    expect((await backup.listProtectedResources({})).Results).toMatchObject([{ ResourceArn: 'arn:aws:s3:::portal-data', LastRecoveryPointArn: RecoveryPointArn }]);
    await emptyAndDelete('portal-data');

    const { RestoreMetadata } = await backup.getRecoveryPointRestoreMetadata({ BackupVaultName: 'portal-daily', RecoveryPointArn });
    expect(RestoreMetadata).toMatchObject({ DestinationBucketName: 'portal-data' });
    const { RestoreJobId } = await backup.startRestoreJob({ RecoveryPointArn, IamRoleArn: ROLE, Metadata: { ...RestoreMetadata, NewBucket: 'true' } });
    await advance(3_600);
    const job: DescribeRestoreJobOutput = await backup.describeRestoreJob({ RestoreJobId });
    expect(job).toMatchObject({ Status: 'COMPLETED', CreatedResourceArn: 'arn:aws:s3:::portal-data', RecoveryPointCreationDate: RecoveryPoints[0]?.CreationDate });
    expect((await s3.listObjectsV2({ Bucket: 'portal-data' })).KeyCount).toBe(bodies.size);
    for (const [Key, body] of bodies) {
      const got = await s3.getObject({ Bucket: 'portal-data', Key, ChecksumMode: 'ENABLED' });
      expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(body)).toBe(true);
      expect(got.Metadata).toEqual({ number: String(body.length) });
    }
    expect((await failure(s3.getBucketTagging({ Bucket: 'portal-data' })))).toEqual(['NoSuchTagSet', 404]);
    const { $metadata } = await backup.putRestoreValidationResult({ RestoreJobId, ValidationStatus: 'SUCCESSFUL' });
    expect($metadata.httpStatusCode).toBe(204);
  });

  test('errors are 400, name themselves, and tell a denial apart', async () => {
    expect(await failure(backup.describeBackupVault({ BackupVaultName: 'none' }))).toEqual(['ResourceNotFoundException', 400]);
    const error = await backup.createBackupVault({ BackupVaultName: 'portal-daily' }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'AlreadyExistsException', Arn: 'arn:aws:backup:us-west-2:111111111111:backup-vault:portal-daily', Code: 'AlreadyExistsException', Type: 'Client', message: 'Backup vault with the same name already exists' });
    await backup.putBackupVaultAccessPolicy({ BackupVaultName: 'portal-daily', Policy: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Principal: '*', Action: 'backup:StartRestoreJob', Resource: '*' }] }) });
    const { RecoveryPoints = [] } = await backup.listRecoveryPointsByBackupVault({ BackupVaultName: 'portal-daily' });
    expect(await failure(backup.startRestoreJob({ RecoveryPointArn: RecoveryPoints[0]?.RecoveryPointArn, IamRoleArn: ROLE, Metadata: {} }))).toEqual(['AccessDeniedException', 403]);
    expect(await failure(backup.listFrameworks({}))).toEqual(['UnsupportedOperationException', 400]);
  });

  test('a hold and a lock keep a point that nobody can delete, until both are gone', async () => {
    await backup.deleteBackupVaultAccessPolicy({ BackupVaultName: 'portal-daily' });
    const { RecoveryPoints = [] } = await backup.listRecoveryPointsByBackupVault({ BackupVaultName: 'portal-daily' });
    const RecoveryPointArn = RecoveryPoints[0]?.RecoveryPointArn;
    const { LegalHoldId, LegalHoldArn } = await backup.createLegalHold({ Title: 'audit', Description: 'why', RecoveryPointSelection: { VaultNames: ['portal-daily'], DateRange: { FromDate: new Date(0), ToDate: new Date(4e12) } } });
    await advance(10);
    expect(await backup.getLegalHold({ LegalHoldId })).toMatchObject({ Title: 'audit', Status: 'ACTIVE', LegalHoldArn, RecoveryPointSelection: { VaultNames: ['portal-daily'] } });
    expect((await backup.listRecoveryPointsByLegalHold({ LegalHoldId })).RecoveryPoints).toMatchObject([{ RecoveryPointArn, ResourceType: 'S3', BackupVaultName: 'portal-daily' }]);
    const remove = (): Promise<unknown> => failure(backup.deleteRecoveryPoint({ BackupVaultName: 'portal-daily', RecoveryPointArn }));
    expect(await remove()).toEqual(['InvalidRequestException', 400]);
    await backup.putBackupVaultLockConfiguration({ BackupVaultName: 'portal-daily', MinRetentionDays: 7, ChangeableForDays: 3 });
    expect(await backup.describeBackupVault({ BackupVaultName: 'portal-daily' })).toMatchObject({ Locked: true, MinRetentionDays: 7, LockDate: expect.any(Date) });
    expect((await backup.cancelLegalHold({ LegalHoldId, CancelDescription: 'over', RetainRecordInDays: 1 })).$metadata.httpStatusCode).toBe(201);
    await advance(10);
    expect((await backup.listLegalHolds({})).LegalHolds).toMatchObject([{ Status: 'CANCELED', CancellationDate: expect.any(Date) }]);
    expect(await remove()).toEqual(['InvalidRequestException', 400]);
    await backup.deleteBackupVaultLockConfiguration({ BackupVaultName: 'portal-daily' });
    expect(await remove()).toBe('none');
  });

  test('a job that waits is seen in its state, and stops when it is told to', async () => {
    const { BackupJobId } = await backup.startBackupJob({ BackupVaultName: 'portal-daily', ResourceArn: 'arn:aws:s3:::portal-data', IamRoleArn: ROLE, Lifecycle: { DeleteAfterDays: 1 } });
    const job: DescribeBackupJobOutput = await backup.describeBackupJob({ BackupJobId });
    expect(job).toMatchObject({ State: 'CREATED', PercentDone: '0.0', RecoveryPointLifecycle: { DeleteAfterDays: 1 } });
    await backup.stopBackupJob({ BackupJobId });
    await advance(1);
    expect(await backup.describeBackupJob({ BackupJobId })).toMatchObject({ State: 'ABORTED' });
  });
});
