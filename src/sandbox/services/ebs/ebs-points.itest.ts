import { closeSync, openSync, readdirSync, readSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Backup } from '@aws-sdk/client-backup';
import { EBS } from '@aws-sdk/client-ebs';
import { EC2 } from '@aws-sdk/client-ec2';
import { KMS } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { controlRequest } from '../../process/control-request.ts';
import { pastTheNight } from '../../testing/past-the-night.ts';
import { startTestSandbox, type TestSandbox } from '../../testing/start-test-sandbox.ts';

const BLOCK = 524_288;
const ACCOUNT = '111111111111';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/aws-backup`;
let sandbox: TestSandbox;
let backup: Backup;
let ec2: EC2;
let kms: KMS;

interface Settings {
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

function settings(region = 'us-west-2', principal = 'platform-admin'): Settings {
  const key = sandbox.keys[principal];
  if (!key) throw new Error(`no ${principal}`);
  return { region, endpoint: sandbox.address.endpoint, credentials: { accessKeyId: key.accessKeyId, secretAccessKey: key.secretAccessKey } };
}

beforeAll(async () => {
  sandbox = await startTestSandbox();
  await pastTheNight(sandbox.address);
  [backup, ec2, kms] = [new Backup(settings()), new EC2(settings()), new KMS(settings())];
});
afterAll(async () => {
  expect(sandbox.log).toEqual([]);
  await sandbox.close();
});

const advance = (seconds: number): Promise<unknown> => controlRequest(sandbox.address, 'advance', { params: { micros: seconds * 1_000_000 }, timeoutMs: 60_000 });

function write(volumeId: string, block: number, fill: string): void {
  const file = openSync(join(sandbox.state, 'ebs', `${volumeId}.img`), 'r+');
  writeSync(file, Buffer.alloc(BLOCK, fill), 0, BLOCK, block * BLOCK);
  closeSync(file);
}

function firstBytes(volumeId: string, block: number): string {
  const file = openSync(join(sandbox.state, 'ebs', `${volumeId}.img`), 'r');
  const bytes = Buffer.alloc(6);
  readSync(file, bytes, 0, bytes.length, block * BLOCK);
  closeSync(file);
  return bytes.toString('latin1');
}

async function firstBlocks(SnapshotId: string, at: Settings): Promise<readonly (readonly [number | undefined, string])[]> {
  const ebs = new EBS(at);
  const { Blocks = [] } = await ebs.listSnapshotBlocks({ SnapshotId });
  return Promise.all(Blocks.map(async ({ BlockIndex, BlockToken }) => {
    const { BlockData } = await ebs.getSnapshotBlock({ SnapshotId, BlockIndex, BlockToken });
    return [BlockIndex, Buffer.from(await BlockData?.transformToByteArray() ?? []).toString('latin1', 0, 6)] as const;
  }));
}

async function restored(RecoveryPointArn: string | undefined, edit: Readonly<Record<string, string>> = {}, more: { readonly CopySourceTagsToRestoredResource?: boolean } = {}): Promise<{ readonly volumeId: string; readonly status: string; readonly message: string | undefined }> {
  const { RestoreMetadata } = await backup.getRecoveryPointRestoreMetadata({ BackupVaultName: 'portal-daily', RecoveryPointArn });
  const { RestoreJobId } = await backup.startRestoreJob({ RecoveryPointArn, IamRoleArn: ROLE, Metadata: { ...RestoreMetadata, ...edit }, ...more });
  await advance(1800);
  const { Status = '', StatusMessage, CreatedResourceArn } = await backup.describeRestoreJob({ RestoreJobId });
  return { volumeId: CreatedResourceArn?.split('/').at(-1) ?? '', status: Status, message: StatusMessage };
}

test('daily points of an encrypted volume cost what changed, restore it after it is gone, live on as copies, and are deleted by AWS Backup alone', async () => {
  const key = (await kms.createKey({})).KeyMetadata?.Arn;
  const { VolumeId = '' } = await ec2.createVolume({ AvailabilityZone: 'us-west-2a', Size: 1, VolumeType: 'gp3', Encrypted: true, ...(key === undefined ? {} : { KmsKeyId: key }), TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'backup', Value: 'daily' }, { Key: 'Name', Value: 'portal-compute-data' }] }] });
  await advance(30);
  for (let block = 0; block < 20; block += 1) write(VolumeId, block, `day 0${block}`);
  await backup.createBackupVault({ BackupVaultName: 'portal-daily' });
  const { BackupPlanId } = await backup.createBackupPlan({ BackupPlan: { BackupPlanName: 'daily', Rules: [{ RuleName: 'r', TargetBackupVaultName: 'portal-daily', ScheduleExpression: 'cron(0 5 * * ? *)', Lifecycle: { DeleteAfterDays: 60 } }] } });
  await backup.createBackupSelection({ BackupPlanId, BackupSelection: { SelectionName: 's', IamRoleArn: ROLE, ListOfTags: [{ ConditionType: 'STRINGEQUALS', ConditionKey: 'backup', ConditionValue: 'daily' }] } });
  const stored = (): number => readdirSync(join(sandbox.state, 'blobs'), { recursive: true, withFileTypes: true }).filter((one) => one.isFile()).reduce((sum, one) => sum + statSync(join(one.parentPath, one.name)).size, 0);
  await advance(86_400 + 3600);
  const afterFirst = stored();
  write(VolumeId, 0, 'later!');
  await advance(5 * 86_400);
  expect(stored() - afterFirst).toBeLessThan(BLOCK * 1.01);
  const { RecoveryPoints = [] } = await backup.listRecoveryPointsByBackupVault({ BackupVaultName: 'portal-daily' });
  expect(RecoveryPoints.map(({ Status, ResourceType, EncryptionKeyArn, BackupSizeInBytes }) => [Status, ResourceType, EncryptionKeyArn, BackupSizeInBytes])).toEqual(Array.from({ length: 6 }, () => ['COMPLETED', 'EBS', key, 20 * BLOCK]));
  const [newest, oldest] = [RecoveryPoints[0]?.RecoveryPointArn, RecoveryPoints.at(-1)?.RecoveryPointArn ?? ''];
  const snapshotId = oldest.split('/').at(-1) ?? '';
  expect(oldest).toMatch(/^arn:aws:ec2:us-west-2::snapshot\/snap-0[0-9a-f]{16}$/);
  expect((await ec2.describeSnapshots({ SnapshotIds: [snapshotId] })).Snapshots?.[0]).toMatchObject({
    State: 'completed', VolumeId, Description: 'This snapshot is created by the AWS Backup service.',
    Tags: expect.arrayContaining([{ Key: 'backup', Value: 'daily' }, { Key: 'aws:backup:source-resource', Value: `arn:aws:ec2:us-west-2:${ACCOUNT}:volume/${VolumeId}` }]) as object,
  });
  await expect(ec2.deleteSnapshot({ SnapshotId: snapshotId })).rejects.toMatchObject({ name: 'InvalidParameterValue', message: expect.stringContaining('managed by the AWS Backup service') as string });

  await ec2.deleteVolume({ VolumeId });
  await advance(60);
  const early = await restored(oldest);
  expect(early).toMatchObject({ status: 'COMPLETED', message: undefined });
  expect([firstBytes(early.volumeId, 0), firstBytes(early.volumeId, 19)]).toEqual(['day 00', 'day 01']);
  expect((await ec2.describeVolumes({ VolumeIds: [early.volumeId] })).Volumes?.[0]).toMatchObject({ State: 'available', AvailabilityZone: 'us-west-2a', VolumeType: 'gp3', KmsKeyId: key, Tags: [] });
  const late = await restored(newest, { availabilityZone: 'us-west-2c', volumeSize: '2', iops: '4000' }, { CopySourceTagsToRestoredResource: true });
  expect(firstBytes(late.volumeId, 0)).toBe('later!');
  expect((await ec2.describeVolumes({ VolumeIds: [late.volumeId] })).Volumes?.[0]).toMatchObject({ AvailabilityZone: 'us-west-2c', Size: 2, Iops: 4000, Tags: expect.arrayContaining([{ Key: 'Name', Value: 'portal-compute-data' }]) as object });
  await expect(backup.startRestoreJob({ RecoveryPointArn: newest, IamRoleArn: ROLE, Metadata: { volumeType: 'gp3' } })).rejects.toMatchObject({ name: 'InvalidParameterValueException', message: expect.stringContaining('availabilityZone') as string });

  const theirs = new Backup(settings('us-west-2', 'backup-admin'));
  const vault = await theirs.createBackupVault({ BackupVaultName: 'safe', EncryptionKeyArn: (await new KMS(settings('us-west-2', 'backup-admin')).createKey({})).KeyMetadata?.Arn });
  await theirs.putBackupVaultAccessPolicy({ BackupVaultName: 'safe', Policy: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'backup:CopyIntoBackupVault', Resource: '*' }] }) });
  // the other account must be let in by the source's key
  await kms.putKeyPolicy({ KeyId: key, PolicyName: 'default', Policy: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: [`arn:aws:iam::${ACCOUNT}:root`, 'arn:aws:iam::222222222222:root'] }, Action: 'kms:*', Resource: '*' }] }) });
  const { CopyJobId } = await backup.startCopyJob({ RecoveryPointArn: newest, SourceBackupVaultName: 'portal-daily', DestinationBackupVaultArn: vault.BackupVaultArn, IamRoleArn: ROLE });
  await advance(7200);
  const { CopyJob } = await backup.describeCopyJob({ CopyJobId });
  expect([CopyJob?.State, CopyJob?.StatusMessage]).toEqual(['COMPLETED', undefined]);
  await kms.disableKey({ KeyId: key });
  expect(await restored(newest)).toMatchObject({ status: 'FAILED', message: expect.stringContaining('is disabled') as string });
  const copied = await firstBlocks(CopyJob?.DestinationRecoveryPointArn?.split('/').at(-1) ?? '', settings('us-west-2', 'backup-admin'));
  expect(copied.slice(0, 2)).toEqual([[0, 'later!'], [1, 'day 01']]);

  await kms.enableKey({ KeyId: key });
  await controlRequest(sandbox.address, 'damage-recovery-point', { params: { recoveryPointArn: newest, mode: 'empty' } });
  const hollow = await restored(newest);
  expect([hollow.status, firstBytes(hollow.volumeId, 0)]).toEqual(['COMPLETED', '\0\0\0\0\0\0']);
  await controlRequest(sandbox.address, 'damage-recovery-point', { params: { recoveryPointArn: newest, mode: 'swap', other: oldest } });
  expect(firstBytes((await restored(newest)).volumeId, 0)).toBe('day 00');
  await controlRequest(sandbox.address, 'damage-recovery-point', { params: { recoveryPointArn: newest, mode: 'truncate' } });
  const cut = await restored(newest);
  expect([firstBytes(cut.volumeId, 9), firstBytes(cut.volumeId, 10)]).toEqual(['day 09', '\0\0\0\0\0\0']);

  await backup.deleteRecoveryPoint({ BackupVaultName: 'portal-daily', RecoveryPointArn: oldest });
  await advance(60);
  await expect(ec2.describeSnapshots({ SnapshotIds: [snapshotId] })).rejects.toMatchObject({ name: 'InvalidSnapshot.NotFound' });
});
