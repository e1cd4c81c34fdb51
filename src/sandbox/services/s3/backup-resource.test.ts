import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openFakeBackup, ROLE, type FakeBackup } from '../backup/testing/fake-backup.ts';
import { s3BackupResource } from './backup-resource.ts';

let backup: FakeBackup;

type Values = Record<string, unknown>;
const PLATFORM = { account: '111111111111', region: 'us-west-2' } as const;

const bucket = async (Bucket: string): Promise<void> => {
  await backup.s3('CreateBucket', { Bucket, CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } });
  await backup.s3('PutBucketVersioning', { Bucket, VersioningConfiguration: { Status: 'Enabled' } });
  await backup.s3('PutBucketNotificationConfiguration', { Bucket, NotificationConfiguration: { EventBridgeConfiguration: {} } });
};

beforeEach(async () => {
  backup = openFakeBackup([s3BackupResource]);
  await backup.run('CreateBackupVault', { BackupVaultName: 'daily' });
  await bucket('data');
});

afterEach(() => {
  expect(backup.log).toEqual([]);
  backup.close();
});

const job = async (ResourceArn = 'arn:aws:s3:::data'): Promise<Values> => {
  const { BackupJobId } = await backup.run('StartBackupJob', { BackupVaultName: 'daily', ResourceArn, IamRoleArn: ROLE });
  await backup.advance(3_600);
  return backup.run('DescribeBackupJob', { BackupJobId });
};
const restore = async (RecoveryPointArn: unknown, Metadata: Readonly<Record<string, string>>): Promise<Values> => {
  const { RestoreJobId } = await backup.run('StartRestoreJob', { RecoveryPointArn, Metadata, IamRoleArn: ROLE });
  await backup.advance(3_600);
  return backup.run('DescribeRestoreJob', { RestoreJobId });
};
const cpuMillis = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const refs = (): number => Number((backup.context.catalogue.db.prepare('SELECT total(refs) AS refs FROM blob').get() as { refs: number }).refs);

describe('a backup of S3', () => {
  test('holds the current objects with bytes, metadata and tags, and outlives the bucket', async () => {
    await backup.put('data', 'old', 'first');
    await backup.put('data', 'old', 'second', { 'content-type': 'text/plain', 'x-amz-meta-who': 'me', 'x-amz-tagging': 'a=1', 'x-amz-storage-class': 'STANDARD_IA' });
    await backup.put('data', 'gone', 'deleted');
    await backup.remove('data', 'gone');
    const done = await job();
    expect(done).toMatchObject({ State: 'COMPLETED', ResourceType: 'S3', BackupSizeInBytes: 6, IsEncrypted: true, EncryptionKeyArn: backup.context.keys.managed('backup', PLATFORM), RecoveryPointArn: expect.stringMatching(/^arn:aws:backup:us-west-2:111111111111:recovery-point:[0-9a-f-]{36}$/) });
    await backup.put('data', 'old', 'third');
    const restored = await restore(done['RecoveryPointArn'], { DestinationBucketName: 'fresh', NewBucket: 'true', CreationToken: 'x' });
    expect(restored).toMatchObject({ Status: 'COMPLETED', CreatedResourceArn: 'arn:aws:s3:::fresh' });
    expect([await backup.get('fresh', 'old'), await backup.get('fresh', 'gone')]).toEqual(['second', null]);
    expect((await backup.s3('GetBucketVersioning', { Bucket: 'fresh' }))).toMatchObject({ Status: 'Enabled' });
    expect((await backup.s3('GetObjectTagging', { Bucket: 'fresh', Key: 'old' }))['TagSet']).toEqual([{ Key: 'a', Value: '1' }]);
    const attributes = await backup.s3('GetObjectAttributes', { Bucket: 'fresh', Key: 'old', ObjectAttributes: ['StorageClass', 'ObjectSize'] });
    expect(attributes).toMatchObject({ ObjectSize: 6, StorageClass: 'STANDARD' });
  });

  test.each<[string, () => Promise<unknown>, string]>([
    ['versioning is off', () => backup.s3('PutBucketVersioning', { Bucket: 'data', VersioningConfiguration: { Status: 'Suspended' } }), 'S3 Versioning must be enabled'],
    ['EventBridge notifications are off', () => backup.s3('PutBucketNotificationConfiguration', { Bucket: 'data', NotificationConfiguration: {} }), 'Amazon EventBridge notifications must be enabled'],
    ['the vault\'s key is disabled', async () => {
      const key = (await backup.kms('CreateKey', {}))['KeyMetadata'] as Values;
      await backup.run('DeleteBackupVault', { BackupVaultName: 'daily' });
      await backup.run('CreateBackupVault', { BackupVaultName: 'daily', EncryptionKeyArn: key['Arn'] });
      await backup.kms('DisableKey', { KeyId: key['KeyId'] });
    }, 'of the backup vault is not available'],
  ])('fails when %s', async (_title, spoil, message) => {
    await spoil();
    expect(await job()).toMatchObject({ State: 'FAILED', StatusMessage: expect.stringContaining(message) });
  });

  test('skips objects whose key cannot be used, and completes with a message', async () => {
    const key = (await backup.kms('CreateKey', {}))['KeyMetadata'] as Values;
    await backup.put('data', 'plain', 'p');
    await backup.put('data', 'secret', 's', { 'x-amz-server-side-encryption': 'aws:kms', 'x-amz-server-side-encryption-aws-kms-key-id': String(key['Arn']) });
    const whole = await job();
    expect(whole).not.toHaveProperty('StatusMessage');
    await backup.kms('DisableKey', { KeyId: key['KeyId'] });
    const part = await job();
    expect(part).toMatchObject({ State: 'COMPLETED', StatusMessage: expect.stringContaining('1 of 2 objects were not backed up') });
    expect(await restore(whole['RecoveryPointArn'], { DestinationBucketName: 'some', NewBucket: 'true' })).toMatchObject({ Status: 'COMPLETED', StatusMessage: expect.stringContaining('1 of 2 objects were not restored') });
    expect(await restore(whole['RecoveryPointArn'], { DestinationBucketName: 'none', NewBucket: 'true', ItemsToRestore: '["secret"]' })).toMatchObject({ Status: 'FAILED' });
    await backup.kms('EnableKey', { KeyId: key['KeyId'] });
    expect(await restore(whole['RecoveryPointArn'], { DestinationBucketName: 'all', NewBucket: 'true' })).toMatchObject({ Status: 'COMPLETED' });
    expect(await backup.get('all', 'secret')).toBe('s');
  });

  test('continuously is refused by name', async () => {
    const rule = { RuleName: 'r', TargetBackupVaultName: 'daily', ScheduleExpression: 'cron(0 5 * * ? *)', EnableContinuousBackup: true, Lifecycle: { DeleteAfterDays: 35 } };
    const { BackupPlanId } = await backup.run('CreateBackupPlan', { BackupPlan: { BackupPlanName: 'p', Rules: [rule] } });
    await backup.run('CreateBackupSelection', { BackupPlanId, BackupSelection: { SelectionName: 's', IamRoleArn: ROLE, Resources: ['arn:aws:s3:::data'] } });
    await backup.advance('2026-03-11T12:00:00Z');
    expect((await backup.run('ListBackupJobs', {}))['BackupJobs']).toMatchObject([{ State: 'FAILED', StatusMessage: expect.stringContaining('no continuous backup for S3') }]);
  });

  test('shares what did not change: all points hold one reference to each body until the last of them is deleted, and none after', async () => {
    await backup.put('data', 'a', 'body');
    const before = refs();
    const points = [await job(), await job()].map((done) => done['RecoveryPointArn']);
    expect(refs()).toBe(before + 1);
    for (const RecoveryPointArn of points) await backup.run('DeleteRecoveryPoint', { BackupVaultName: 'daily', RecoveryPointArn });
    await backup.advance(120);
    expect(refs()).toBe(before);
  });

  test('done twice for one job, as after a kill, leaves one snapshot', async () => {
    await backup.put('data', 'a', 'body');
    const before = refs();
    const input = { resourceArn: 'arn:aws:s3:::data', jobId: 'one', vaultKeyArn: backup.context.keys.managed('backup', PLATFORM), roleArn: ROLE };
    const [first, second] = [await s3BackupResource.backup(backup.context, input), await s3BackupResource.backup(backup.context, input)];
    expect(refs()).toBe(before + 1);
    s3BackupResource.forget(backup.context, first.artifact);
    expect(refs()).toBe(before + 1);
    s3BackupResource.forget(backup.context, second.artifact);
    s3BackupResource.forget(backup.context, second.artifact);
    expect(refs()).toBe(before);
  });

  test('of 20,000 objects takes well under a second, and so does its restore', async () => {
    for (let i = 0; i < 100; i += 1) await backup.put('data', `body-${i}`, `body ${i}`);
    const id = (backup.context.catalogue.db.prepare('SELECT id FROM s3_bucket').get() as { id: number }).id;
    const clone = backup.context.catalogue.db.prepare(`INSERT INTO s3_version SELECT 1000 + ?, bucket, 'many/' || ?, 'v' || ?, marker, size, etag, modified, blob, parts, headers, tags, sums FROM s3_version WHERE bucket = ? AND key = 'body-' || ?`);
    backup.context.catalogue.transaction(() => {
      for (let i = 0; i < 20_000; i += 1) clone.run(i, String(i), String(i), id, String(i % 100));
    });
    backup = backup.reopen();
    backup.context.settings.set('duration-factor', 0);
    const began = cpuMillis();
    const done = await job();
    const backedUp = cpuMillis();
    expect(await restore(done['RecoveryPointArn'], { DestinationBucketName: 'fresh', NewBucket: 'true' })).toMatchObject({ Status: 'COMPLETED' });
    expect(await backup.get('fresh', 'many/19999')).toBe('body 99');
    // processor time, so that a busy machine does not matter
    expect(backedUp - began).toBeLessThan(1_000);
    expect(cpuMillis() - backedUp).toBeLessThan(2_500);
  });
});

describe('a restore of S3', () => {
  let point: unknown;
  beforeEach(async () => {
    await backup.put('data', 'logos/a.png', 'A');
    await backup.put('data', 'logos/b.png', 'B');
    await backup.put('data', 'readme', 'R');
    point = (await job())['RecoveryPointArn'];
  });

  test('takes modelled time, at the end of which the objects are there', async () => {
    const { RestoreJobId } = await backup.run('StartRestoreJob', { RecoveryPointArn: point, Metadata: { DestinationBucketName: 'fresh', NewBucket: 'true' }, IamRoleArn: ROLE });
    await backup.advance(890);
    expect(await backup.run('DescribeRestoreJob', { RestoreJobId })).toMatchObject({ Status: 'RUNNING', ExpectedCompletionTimeMinutes: 15 });
    expect(await backup.get('fresh', 'readme')).toBeNull();
    backup = backup.reopen();
    await backup.advance(20);
    expect(await backup.run('DescribeRestoreJob', { RestoreJobId })).toMatchObject({ Status: 'COMPLETED' });
    expect(await backup.get('fresh', 'readme')).toBe('R');
  });

  test('into the same bucket brings back what was deleted and leaves what is there', async () => {
    await backup.put('data', 'readme', 'newer');
    await backup.put('data', 'later', 'L');
    await backup.remove('data', 'logos/a.png');
    expect(await restore(point, { DestinationBucketName: 'data' })).toMatchObject({ Status: 'COMPLETED' });
    expect(await Promise.all(['readme', 'later', 'logos/a.png', 'logos/b.png'].map((key) => backup.get('data', key)))).toEqual(['newer', 'L', 'A', 'B']);
  });

  test('of some items restores those and nothing else', async () => {
    await restore(point, { DestinationBucketName: 'fresh', NewBucket: 'true', ItemsToRestore: '["logos/"]' });
    expect(await Promise.all(['logos/a.png', 'logos/b.png', 'readme'].map((key) => backup.get('fresh', key)))).toEqual(['A', 'B', null]);
    expect(await restore(point, { DestinationBucketName: 'nothing', NewBucket: 'true', ItemsToRestore: '["none"]' })).toMatchObject({ Status: 'COMPLETED' });
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ['no destination', { NewBucket: 'true' }],
    ['a key that AWS does not know', { DestinationBucketName: 'fresh', BucketName: 'fresh' }],
    ['a time, for a snapshot', { DestinationBucketName: 'fresh', RestoreTime: '2026-03-10T12:00:00Z' }],
    ['six items', { DestinationBucketName: 'data', ItemsToRestore: '["1","2","3","4","5","6"]' }],
    ['items that are no list', { DestinationBucketName: 'data', ItemsToRestore: 'logos/' }],
    ['ACLs, which are not served', { DestinationBucketName: 'data', RestoreACLs: 'true' }],
    ['older versions, which are not served', { DestinationBucketName: 'data', RestoreLatestVersionsUpTo: 'all' }],
    ['a KMS key without SSE-KMS', { DestinationBucketName: 'data', EncryptionType: 'SSE-S3', KMSKey: 'x' }],
    ['a flag that is none', { DestinationBucketName: 'data', NewBucket: 'yes' }],
    ['a bad bucket name', { DestinationBucketName: 'Not_A_Bucket', NewBucket: 'true' }],
  ])('is refused for %s', async (_title, metadata) => {
    await expect(restore(point, metadata)).rejects.toMatchObject({ code: 'InvalidParameterValueException' });
  });

  test.each<[string, () => Promise<unknown>, Readonly<Record<string, string>>, string]>([
    ['the destination is not there', async () => undefined, { DestinationBucketName: 'none' }, 'does not exist'],
    ['the new bucket is there already', async () => undefined, { DestinationBucketName: 'data', NewBucket: 'true' }, 'already exists'],
    ['the destination has no versioning', () => backup.s3('CreateBucket', { Bucket: 'plain', CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } }), { DestinationBucketName: 'plain' }, 'must have S3 Versioning enabled'],
    ['the destination is another account\'s', () => backup.s3('CreateBucket', { Bucket: 'foreign', CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } }, { account: '222222222222' }), { DestinationBucketName: 'foreign' }, 'Access Denied'],
  ])('ends FAILED when %s', async (_title, prepare, metadata, message) => {
    await prepare();
    expect(await restore(point, metadata)).toMatchObject({ Status: 'FAILED', StatusMessage: expect.stringContaining(message) });
  });

  test('ends FAILED when the key of the vault was disabled after the backup', async () => {
    const key = (await backup.kms('CreateKey', {}))['KeyMetadata'] as Values;
    await backup.run('CreateBackupVault', { BackupVaultName: 'sealed', EncryptionKeyArn: key['Arn'] });
    const { BackupJobId } = await backup.run('StartBackupJob', { BackupVaultName: 'sealed', ResourceArn: 'arn:aws:s3:::data', IamRoleArn: ROLE });
    await backup.advance(3_600);
    const sealed = (await backup.run('DescribeBackupJob', { BackupJobId }))['RecoveryPointArn'];
    await backup.kms('DisableKey', { KeyId: key['KeyId'] });
    expect(await restore(sealed, { DestinationBucketName: 'fresh', NewBucket: 'true' })).toMatchObject({ Status: 'FAILED', StatusMessage: expect.stringContaining('is not available') });
    expect(await restore(point, { DestinationBucketName: 'fresh', NewBucket: 'true' })).toMatchObject({ Status: 'COMPLETED' });
    await backup.run('DeleteRecoveryPoint', { BackupVaultName: 'sealed', RecoveryPointArn: sealed });
    await backup.advance(60);
    expect((await backup.run('DescribeBackupVault', { BackupVaultName: 'sealed' }))['NumberOfRecoveryPoints']).toBe(0);
  });

  test('of a copy works where the copy is, after the source account has lost everything', async () => {
    await backup.run('CreateBackupVault', { BackupVaultName: 'safe' }, { account: '222222222222' });
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: '111111111111' }, Action: 'backup:CopyIntoBackupVault', Resource: '*' }] });
    await backup.run('PutBackupVaultAccessPolicy', { BackupVaultName: 'safe', Policy }, { account: '222222222222' });
    const { CopyJobId } = await backup.run('StartCopyJob', { RecoveryPointArn: point, SourceBackupVaultName: 'daily', DestinationBackupVaultArn: 'arn:aws:backup:us-west-2:222222222222:backup-vault:safe', IamRoleArn: ROLE });
    await backup.advance(3_600);
    const copied = ((await backup.run('DescribeCopyJob', { CopyJobId }))['CopyJob'] as Values)['DestinationRecoveryPointArn'];
    await backup.run('DeleteRecoveryPoint', { BackupVaultName: 'daily', RecoveryPointArn: point });
    await backup.advance(60);
    await backup.run('StartRestoreJob', { RecoveryPointArn: copied, Metadata: { DestinationBucketName: 'rescued', NewBucket: 'true' }, IamRoleArn: ROLE.replace('111111111111', '222222222222') }, { account: '222222222222' });
    await backup.advance(3_600);
    expect((await backup.s3('ListBuckets', {}, { account: '222222222222' }))['Buckets']).toMatchObject([{ Name: 'rescued' }]);
    expect(s3BackupResource.find(backup.context, 'arn:aws:s3:::rescued')).toMatchObject({ place: { account: '222222222222' } });
  });

  test('of a copy in another region needs nothing of the source: not its key, not its point, not its bucket', async () => {
    const far = { region: 'us-east-2' };
    const newKey = async (as: object = {}): Promise<string> => String(((await backup.kms('CreateKey', {}, as))['KeyMetadata'] as Values)['Arn']);
    const [own, there] = [await newKey(), await newKey(far)];
    const big = 'large '.repeat(40_000);
    const sealed = { 'x-amz-server-side-encryption': 'aws:kms', 'x-amz-server-side-encryption-aws-kms-key-id': own };
    await backup.put('data', 'own', 'sealed', sealed);
    await backup.put('data', 'big', big, sealed);
    const mixed = (await job())['RecoveryPointArn'];
    await backup.run('CreateBackupVault', { BackupVaultName: 'second', EncryptionKeyArn: there }, far);
    const { CopyJobId } = await backup.run('StartCopyJob', { RecoveryPointArn: mixed, SourceBackupVaultName: 'daily', DestinationBackupVaultArn: 'arn:aws:backup:us-east-2:111111111111:backup-vault:second', IamRoleArn: ROLE });
    await backup.advance(3_600);
    const copied = ((await backup.run('DescribeCopyJob', { CopyJobId }))['CopyJob'] as Values)['DestinationRecoveryPointArn'];
    await backup.run('DeleteRecoveryPoint', { BackupVaultName: 'daily', RecoveryPointArn: mixed });
    for (const key of ['own', 'big', 'readme']) await backup.remove('data', key);
    await backup.kms('ScheduleKeyDeletion', { KeyId: own, PendingWindowInDays: 7 });
    await backup.advance(60);
    const from = async (Metadata: Readonly<Record<string, string>>): Promise<Values> => {
      const { RestoreJobId } = await backup.run('StartRestoreJob', { RecoveryPointArn: copied, Metadata: { NewBucket: 'true', ...Metadata }, IamRoleArn: ROLE }, far);
      await backup.advance(3_600);
      return backup.run('DescribeRestoreJob', { RestoreJobId }, far);
    };
    expect(await from({ DestinationBucketName: 'as-it-was' })).toMatchObject({ Status: 'COMPLETED', StatusMessage: expect.stringContaining('2 of 5 objects were not restored') });
    expect(await from({ DestinationBucketName: 'under-key', EncryptionType: 'SSE-KMS', KMSKey: there })).toMatchObject({ Status: 'COMPLETED' });
    expect(await from({ DestinationBucketName: 'without', EncryptionType: 'SSE-S3' })).toMatchObject({ Status: 'COMPLETED' });
    for (const name of ['under-key', 'without']) expect([await backup.get(name, 'own', far), await backup.get(name, 'big', far), await backup.get(name, 'readme', far)]).toEqual(['sealed', big, 'R']);
    await backup.kms('DisableKey', { KeyId: there }, far);
    await expect(backup.get('under-key', 'readme', far)).rejects.toMatchObject({ code: 'KMS.DisabledException' });
    expect(await backup.get('without', 'own', far)).toBe('sealed');
    expect(await from({ DestinationBucketName: 'too-late', EncryptionType: 'SSE-S3' })).toMatchObject({ Status: 'FAILED', StatusMessage: expect.stringContaining(`${there} that encrypts the recovery point is not available`) });
    await backup.run('DeleteRecoveryPoint', { BackupVaultName: 'second', RecoveryPointArn: copied }, far);
    await backup.run('DeleteRecoveryPoint', { BackupVaultName: 'daily', RecoveryPointArn: point });
    await backup.advance(120);
    const count = (table: string): unknown => backup.context.catalogue.db.prepare(`SELECT count(*) AS n FROM ${table}`).get();
    expect([count('s3_snapshot'), count('s3_listing_part'), count('s3_vault_key')]).toEqual([{ n: 0 }, { n: 0 }, { n: 4 }]);
  });

  test('of a copy needs a role that may use the keys of both vaults', async () => {
    const Policy = (Effect: string): string => JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111111111111:root' }, Action: 'kms:*', Resource: '*' }, { Effect, Principal: { AWS: ROLE }, Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*'], Resource: '*' }] });
    const key = (await backup.kms('CreateKey', {}))['KeyMetadata'] as Values;
    await backup.run('CreateBackupVault', { BackupVaultName: 'sealed', EncryptionKeyArn: key['Arn'] });
    const copy = async (from: readonly [string, unknown], to: string): Promise<Values> => {
      const { CopyJobId } = await backup.run('StartCopyJob', { RecoveryPointArn: from[1], SourceBackupVaultName: from[0], DestinationBackupVaultArn: `arn:aws:backup:us-west-2:111111111111:backup-vault:${to}`, IamRoleArn: ROLE });
      await backup.advance(3_600);
      return (await backup.run('DescribeCopyJob', { CopyJobId }))['CopyJob'] as Values;
    };
    const there = await copy(['daily', point], 'sealed');
    expect(there).toMatchObject({ State: 'COMPLETED' });
    await backup.kms('PutKeyPolicy', { KeyId: key['KeyId'], Policy: Policy('Deny') });
    expect(await copy(['daily', point], 'sealed')).toMatchObject({ State: 'FAILED', StatusMessage: expect.stringContaining(`of the destination vault is not available to ${ROLE}`) as string });
    expect(await copy(['sealed', there['DestinationRecoveryPointArn']], 'daily')).toMatchObject({ State: 'FAILED', StatusMessage: expect.stringContaining(`of the source recovery point is not available to ${ROLE}`) as string });
  });

  test.each<['empty' | 'truncate' | 'swap', readonly (string | null)[]]>([
    ['empty', [null, null, null, null]],
    ['truncate', ['A', null, null, null]],
    ['swap', [null, null, null, 'O']],
  ])('of a point damaged by "%s" completes without a word, and gives something else', async (mode, expected) => {
    await bucket('other');
    await backup.put('other', 'other', 'O');
    const other = (await job('arn:aws:s3:::other'))['RecoveryPointArn'];
    await backup.control('damage-recovery-point', { recoveryPointArn: point, mode, ...(mode === 'swap' ? { other } : {}) });
    expect(await restore(point, { DestinationBucketName: 'fresh', NewBucket: 'true' })).toMatchObject({ Status: 'COMPLETED' });
    expect(await Promise.all(['logos/a.png', 'logos/b.png', 'readme', 'other'].map((key) => backup.get('fresh', key)))).toEqual(expected);
  });
});
