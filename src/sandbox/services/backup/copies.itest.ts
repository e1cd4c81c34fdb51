import { closeSync, openSync, readdirSync, readFileSync, readSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Backup } from '@aws-sdk/client-backup';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { EC2 } from '@aws-sdk/client-ec2';
import { EFS } from '@aws-sdk/client-efs';
import { KMS } from '@aws-sdk/client-kms';
import { RDS } from '@aws-sdk/client-rds';
import { S3 } from '@aws-sdk/client-s3';
import { pgClient } from '#engines/postgres/pg-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { controlRequest } from '../../process/control-request.ts';
import { pastTheNight } from '../../testing/past-the-night.ts';
import { startTestSandbox, type TestSandbox } from '../../testing/start-test-sandbox.ts';

const [PLATFORM, SAFE] = ['111111111111', '222222222222'];
const TAGS = [{ Key: 'backup', Value: 'daily' }];
let sandbox: TestSandbox;

interface Settings {
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** One account in one region, with all its clients. */
interface Home {
  readonly account: string;
  readonly region: string;
  readonly role: string;
  readonly backup: Backup;
  readonly dynamodb: DynamoDB;
  readonly ec2: EC2;
  readonly efs: EFS;
  readonly kms: KMS;
  readonly rds: RDS;
  readonly s3: S3;
}

beforeAll(async () => {
  sandbox = await startTestSandbox();
  await pastTheNight(sandbox.address);
});
afterAll(async () => {
  // what PostgreSQL says of a recovery is news, not trouble
  expect(sandbox.log.filter((line) => !line.startsWith('rds: restore of'))).toEqual([]);
  await sandbox.close();
});

function home(region: string, principal = 'platform-admin'): Home {
  const key = sandbox.keys[principal];
  if (!key) throw new Error(`no principal ${principal}`);
  const at: Settings = { region, endpoint: sandbox.address.endpoint, credentials: { accessKeyId: key.accessKeyId, secretAccessKey: key.secretAccessKey } };
  return {
    account: key.account, region, role: `arn:aws:iam::${key.account}:role/aws-backup`, backup: new Backup(at), dynamodb: new DynamoDB(at), ec2: new EC2(at), efs: new EFS(at), kms: new KMS(at), rds: new RDS(at), s3: new S3({ ...at, forcePathStyle: true }),
  };
}

const advance = (seconds: number): Promise<unknown> => controlRequest(sandbox.address, 'advance', { params: { micros: seconds * 1_000_000 }, timeoutMs: 120_000 });
const DAY = 86_400;

async function newKey({ kms }: Home, ...others: readonly string[]): Promise<string> {
  const { KeyMetadata } = await kms.createKey({});
  const KeyId = KeyMetadata?.Arn ?? '';
  const { Policy } = await kms.getKeyPolicy({ KeyId, PolicyName: 'default' });
  const document = JSON.parse(Policy ?? '{}') as { Statement: object[] };
  if (others.length > 0) document.Statement.push({ Effect: 'Allow', Principal: { AWS: others.map((account) => `arn:aws:iam::${account}:root`) }, Action: ['kms:DescribeKey', 'kms:Decrypt', 'kms:GenerateDataKey*', 'kms:CreateGrant'], Resource: '*' });
  await kms.putKeyPolicy({ KeyId, PolicyName: 'default', Policy: JSON.stringify(document) });
  return KeyId;
}

async function query<T>({ rds }: Home, DBInstanceIdentifier: string, sql: string): Promise<readonly T[]> {
  const { DBInstances = [] } = await rds.describeDBInstances({ DBInstanceIdentifier });
  const client = pgClient({ host: DBInstances[0]?.Endpoint?.Address ?? '', port: DBInstances[0]?.Endpoint?.Port ?? 0, user: 'portal_admin', password: 'a-secret-of-twelve', database: 'portal' });
  await client.connect();
  try {
    return (await client.query(sql)).rows as readonly T[];
  } finally {
    await client.end();
  }
}

interface Made {
  readonly fileSystem: string;
  readonly volume: string;
}

async function makeEverything(here: Home, key: string): Promise<Made> {
  await here.rds.createDBInstance({ DBInstanceIdentifier: 'portal-db', Engine: 'postgres', DBInstanceClass: 'db.t4g.medium', AllocatedStorage: 20, MasterUsername: 'portal_admin', MasterUserPassword: 'a-secret-of-twelve', DBName: 'portal', StorageEncrypted: true, KmsKeyId: key, Tags: TAGS });
  await here.s3.createBucket({ Bucket: 'portal-data', CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } });
  await here.s3.putBucketVersioning({ Bucket: 'portal-data', VersioningConfiguration: { Status: 'Enabled' } });
  await here.s3.putBucketNotificationConfiguration({ Bucket: 'portal-data', NotificationConfiguration: { EventBridgeConfiguration: {} } });
  await here.s3.putBucketTagging({ Bucket: 'portal-data', Tagging: { TagSet: TAGS } });
  await here.s3.putObject({ Bucket: 'portal-data', Key: 'logo', Body: 'a logo', ServerSideEncryption: 'aws:kms', SSEKMSKeyId: key });
  await here.dynamodb.createTable({ TableName: 'portal-documents', BillingMode: 'PAY_PER_REQUEST', AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }], KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }], Tags: TAGS, SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: key } });
  const { FileSystemId = '' } = await here.efs.createFileSystem({ CreationToken: 'state', Encrypted: true, KmsKeyId: key, Tags: TAGS });
  const { VolumeId = '' } = await here.ec2.createVolume({ AvailabilityZone: 'us-west-2a', Size: 1, VolumeType: 'gp3', Encrypted: true, KmsKeyId: key, TagSpecifications: [{ ResourceType: 'volume', Tags: TAGS }] });
  await advance(1_800);
  await query(here, 'portal-db', 'CREATE TABLE member AS SELECT generate_series(1, 100) AS id');
  await here.dynamodb.putItem({ TableName: 'portal-documents', Item: { pk: { S: 'doc' }, n: { N: '7' } } });
  writeFileSync(join(sandbox.state, 'efs', FileSystemId, 'session'), 'a session');
  const image = openSync(join(sandbox.state, 'ebs', `${VolumeId}.img`), 'r+');
  writeSync(image, 'blocks');
  closeSync(image);
  return { fileSystem: FileSystemId, volume: VolumeId };
}

/** The resources, their points, their vault, and in the end their key. */
async function loseEverything(here: Home, { key, made }: { readonly key: string; readonly made: Made }): Promise<void> {
  await here.rds.deleteDBInstance({ DBInstanceIdentifier: 'portal-db', SkipFinalSnapshot: true, DeleteAutomatedBackups: true });
  const { Versions = [] } = await here.s3.listObjectVersions({ Bucket: 'portal-data' });
  await here.s3.deleteObjects({ Bucket: 'portal-data', Delete: { Objects: Versions.map(({ Key, VersionId }) => ({ Key, VersionId })) } });
  await here.s3.deleteBucket({ Bucket: 'portal-data' });
  await here.dynamodb.deleteTable({ TableName: 'portal-documents' });
  await here.efs.deleteFileSystem({ FileSystemId: made.fileSystem });
  await here.ec2.deleteVolume({ VolumeId: made.volume });
  const { RecoveryPoints = [] } = await here.backup.listRecoveryPointsByBackupVault({ BackupVaultName: 'daily' });
  for (const { RecoveryPointArn } of RecoveryPoints) await here.backup.deleteRecoveryPoint({ BackupVaultName: 'daily', RecoveryPointArn });
  await advance(1_800);
  await here.backup.deleteBackupVault({ BackupVaultName: 'daily' });
  await here.kms.scheduleKeyDeletion({ KeyId: key, PendingWindowInDays: 7 });
  await advance(8 * DAY);
  await expect(here.kms.describeKey({ KeyId: key })).rejects.toMatchObject({ name: 'NotFoundException' });
}

async function restored(there: Home, point: { readonly arn: string; readonly vault: string }, edit: Readonly<Record<string, string>>): Promise<string> {
  const { RestoreMetadata } = await there.backup.getRecoveryPointRestoreMetadata({ BackupVaultName: point.vault, RecoveryPointArn: point.arn });
  const Metadata = Object.fromEntries(Object.entries({ ...RestoreMetadata, ...edit }).filter(([, value]) => value !== ''));
  const { RestoreJobId } = await there.backup.startRestoreJob({ RecoveryPointArn: point.arn, IamRoleArn: there.role, Metadata });
  await advance(3_600);
  const { Status, StatusMessage, CreatedResourceArn = '' } = await there.backup.describeRestoreJob({ RestoreJobId });
  expect([Status, StatusMessage]).toEqual(['COMPLETED', undefined]);
  return CreatedResourceArn;
}

/** What each kind gives back in a place where nothing of the source is left. */
async function contents(there: Home, vault: string, key: string): Promise<Readonly<Record<string, unknown>>> {
  const { RecoveryPoints = [] } = await there.backup.listRecoveryPointsByBackupVault({ BackupVaultName: vault });
  const point = (type: string): { readonly arn: string; readonly vault: string } => ({ arn: RecoveryPoints.find(({ ResourceType }) => ResourceType === type)?.RecoveryPointArn ?? type, vault });
  const suffix = there.account;
  await restored(there, point('RDS'), { DBInstanceIdentifier: 'portal-db', DBSnapshotIdentifier: '', DBSubnetGroupName: '', VpcSecurityGroupIds: '', AvailabilityZone: '', DBParameterGroupName: '', OptionGroupName: '' });
  await restored(there, point('DynamoDB'), { targetTableName: 'portal-documents', encryptionType: 'KMS', kmsMasterKeyArn: key });
  await restored(there, point('S3'), { DestinationBucketName: `portal-data-${suffix}`, NewBucket: 'true', EncryptionType: 'SSE-KMS', KMSKey: key });
  const system = (await restored(there, point('EFS'), { newFileSystem: 'true', CreationToken: 'again', Encrypted: 'true', KmsKeyId: key })).split('/').at(-1) ?? '';
  const volume = (await restored(there, point('EBS'), { availabilityZone: `${there.region}a`, encrypted: 'true', kmsKeyId: key })).split('/').at(-1) ?? '';
  const root = join(sandbox.state, 'efs', system);
  const block = Buffer.alloc(6);
  const image = openSync(join(sandbox.state, 'ebs', `${volume}.img`), 'r');
  readSync(image, block, 0, 6, 0);
  closeSync(image);
  return {
    RDS: (await query<{ n: number }>(there, 'portal-db', 'SELECT count(*)::int AS n FROM member'))[0]?.n,
    DynamoDB: (await there.dynamodb.getItem({ TableName: 'portal-documents', Key: { pk: { S: 'doc' } } })).Item?.['n']?.N,
    S3: await (await there.s3.getObject({ Bucket: `portal-data-${suffix}`, Key: 'logo' })).Body?.transformToString(),
    EFS: readFileSync(join(root, readdirSync(root)[0] ?? '', 'session'), 'utf8'),
    EBS: block.toString(),
    zone: (await there.ec2.describeVolumes({ VolumeIds: [volume] })).Volumes?.[0]?.AvailabilityZone,
  };
}

test('the copies that a rule makes of every kind, in another region and in another account, are all that is needed once the source has lost everything', async () => {
  const [here, far, safe] = [home('us-west-2'), home('us-east-2'), home('us-east-2', 'backup-admin')];
  const [key, farKey, safeKey] = [await newKey(here, SAFE), await newKey(far), await newKey(safe)];
  const made = await makeEverything(here, key);
  await here.backup.createBackupVault({ BackupVaultName: 'daily', EncryptionKeyArn: key });
  const farVault = (await far.backup.createBackupVault({ BackupVaultName: 'far', EncryptionKeyArn: farKey })).BackupVaultArn;
  const safeVault = (await safe.backup.createBackupVault({ BackupVaultName: 'safe', EncryptionKeyArn: safeKey })).BackupVaultArn;
  await safe.backup.putBackupVaultAccessPolicy({ BackupVaultName: 'safe', Policy: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${PLATFORM}:root` }, Action: 'backup:CopyIntoBackupVault', Resource: '*' }] }) });
  const CopyActions = [{ DestinationBackupVaultArn: farVault, Lifecycle: { DeleteAfterDays: 120 } }, { DestinationBackupVaultArn: safeVault, Lifecycle: { DeleteAfterDays: 90 } }];
  const { BackupPlanId } = await here.backup.createBackupPlan({ BackupPlan: { BackupPlanName: 'daily', Rules: [{ RuleName: 'r', TargetBackupVaultName: 'daily', ScheduleExpression: 'cron(0 5 * * ? *)', Lifecycle: { DeleteAfterDays: 60 }, CopyActions }] } });
  await here.backup.createBackupSelection({ BackupPlanId, BackupSelection: { SelectionName: 's', IamRoleArn: here.role, ListOfTags: [{ ConditionType: 'STRINGEQUALS', ConditionKey: 'backup', ConditionValue: 'daily' }] } });
  await advance(DAY + 3 * 3_600);
  const { CopyJobs = [] } = await here.backup.listCopyJobs({});
  expect(CopyJobs.map(({ State, StatusMessage }) => [State, StatusMessage])).toEqual(Array.from({ length: 10 }, () => ['COMPLETED', undefined]));
  for (const [there, BackupVaultName, keyArn, days] of [[far, 'far', farKey, 120], [safe, 'safe', safeKey, 90]] as const) {
    const { RecoveryPoints = [] } = await there.backup.listRecoveryPointsByBackupVault({ BackupVaultName });
    expect(RecoveryPoints.map((point) => point.ResourceType).sort()).toEqual(['DynamoDB', 'EBS', 'EFS', 'RDS', 'S3']);
    for (const point of RecoveryPoints) expect(point).toMatchObject({ Status: 'COMPLETED', EncryptionKeyArn: keyArn, IsEncrypted: true, Lifecycle: { DeleteAfterDays: days }, SourceBackupVaultArn: `arn:aws:backup:us-west-2:${PLATFORM}:backup-vault:daily` });
    expect((await there.backup.listTags({ ResourceArn: RecoveryPoints[0]?.RecoveryPointArn })).Tags).toMatchObject({ backup: 'daily' });
  }
  await loseEverything(here, { key, made });
  const all = { RDS: 100, DynamoDB: '7', S3: 'a logo', EFS: 'a session', EBS: 'blocks', zone: 'us-east-2a' };
  expect(await contents(far, 'far', farKey)).toEqual(all);
  expect(await contents(safe, 'safe', safeKey)).toEqual(all);
  expect((await far.rds.describeDBInstances({})).DBInstances).toHaveLength(1);
  expect((await safe.dynamodb.listTables({})).TableNames).toEqual(['portal-documents']);
  expect((await here.dynamodb.listTables({})).TableNames).toEqual([]);
}, 180_000);
