import { afterEach, beforeEach, expect, test } from 'vitest';
import { BACKUP, openFakeAccount, PLATFORM } from '../testing/fake-account.ts';
import type { FakeAccount, FakeRequest } from '../testing/fake-account.ts';

let s3: FakeAccount;

const create = (Bucket: string, region = 'us-west-2', request: FakeRequest = {}) => s3.run('CreateBucket', { Bucket, ...(region === 'us-east-1' ? {} : { CreateBucketConfiguration: { LocationConstraint: region } }) }, { region, ...request });
const names = async (account: string) => ((await s3.run('ListBuckets', {}, { account }))['Buckets'] as { readonly Name: string }[]).map((bucket) => bucket.Name);

const ask = (operation: string) => s3.run(operation, { Bucket: 'box' }).catch((error: unknown) => (error as { readonly code: string }).code);
const list = (page: Readonly<Record<string, unknown>>) => (page['Buckets'] as { readonly Name: string }[]).map((bucket) => bucket.Name);

beforeEach(() => { s3 = openFakeAccount(); });
afterEach(() => s3.close());

test('bucket names are one space for all accounts', async () => {
  await create('box');
  await expect(create('box')).rejects.toMatchObject({ code: 'BucketAlreadyOwnedByYou', status: 409 });
  await expect(create('box', 'us-west-2', { account: BACKUP })).rejects.toMatchObject({ code: 'BucketAlreadyExists', status: 409 });
  expect([await names(PLATFORM), await names(BACKUP)]).toEqual([['box'], []]);
});

test('creating an own bucket again succeeds in us-east-1 only', async () => {
  await create('box', 'us-east-1');
  await expect(create('box', 'us-east-1')).resolves.toBeDefined();
  expect(await s3.run('GetBucketLocation', { Bucket: 'box' })).toEqual({});
});

test('the name of a deleted bucket is not available for a while, to nobody', async () => {
  s3.context.settings.set('bucket-name-hold-seconds', 3600);
  await create('box');
  await s3.run('DeleteBucket', { Bucket: 'box' });
  await expect(create('box')).rejects.toMatchObject({ code: 'OperationAborted', status: 409 });
  await expect(create('box', 'us-west-2', { account: BACKUP })).rejects.toMatchObject({ code: 'OperationAborted' });
  s3.tick(3600);
  await create('box', 'us-west-2', { account: BACKUP });
  expect(await names(BACKUP)).toEqual(['box']);
});

test.each(['ab', 'Upper', 'under_score', 'a..b', '-a-b', '192.168.1.1', 'xn--abc', 'abc-s3alias', 'a'.repeat(64)])('"%s" is no bucket name', async (name) => {
  await expect(create(name)).rejects.toMatchObject({ code: 'InvalidBucketName' });
});

test('a location that does not fit the region called is refused', async () => {
  await expect(s3.run('CreateBucket', { Bucket: 'box' })).rejects.toMatchObject({ code: 'IllegalLocationConstraintException' });
  await expect(s3.run('CreateBucket', { Bucket: 'box', CreateBucketConfiguration: { LocationConstraint: 'us-east-2' } })).rejects.toMatchObject({ code: 'IllegalLocationConstraintException' });
  await expect(s3.run('CreateBucket', { Bucket: 'box', CreateBucketConfiguration: { LocationConstraint: 'nowhere' } })).rejects.toMatchObject({ code: 'InvalidLocationConstraint' });
});

test('what a bucket cannot have is refused by name, and nothing is made', async () => {
  const location = { CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } };
  await expect(s3.run('CreateBucket', { Bucket: 'box', ...location, ObjectOwnership: 'ObjectWriter' })).rejects.toMatchObject({ code: 'NotImplemented', status: 501 });
  await expect(s3.run('CreateBucket', { Bucket: 'box', ...location, ACL: 'public-read' })).rejects.toMatchObject({ code: 'InvalidBucketAclWithObjectOwnership' });
  await expect(s3.run('HeadBucket', { Bucket: 'box' })).rejects.toMatchObject({ code: 'NoSuchBucket' });
});

test('a new bucket answers what AWS answers for one without configuration', async () => {
  await create('box');
  expect(await Promise.all(['GetBucketVersioning', 'GetBucketPolicy', 'GetBucketTagging', 'GetBucketReplication', 'GetObjectLockConfiguration', 'GetBucketWebsite', 'GetBucketCors', 'GetBucketLifecycleConfiguration', 'GetBucketLogging', 'GetBucketNotificationConfiguration'].map(ask))).toEqual([
    {}, 'NoSuchBucketPolicy', 'NoSuchTagSet', 'ReplicationConfigurationNotFoundError', 'ObjectLockConfigurationNotFoundError', 'NoSuchWebsiteConfiguration', 'NoSuchCORSConfiguration', 'NoSuchLifecycleConfiguration', {}, {},
  ]);
  expect(await ask('GetPublicAccessBlock')).toEqual({ PublicAccessBlockConfiguration: { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true } });
  expect(await ask('GetBucketEncryption')).toMatchObject({ ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] } });
  expect(await ask('GetBucketOwnershipControls')).toEqual({ OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] } });
});

test('a public policy is blocked until the block is lifted, and then opens the bucket only without RestrictPublicBuckets', async () => {
  await create('box');
  await s3.send({ method: 'PUT', path: '/box/k', body: 'x' });
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::box/*' }] });
  const block = (RestrictPublicBuckets: boolean) => s3.run('PutPublicAccessBlock', { Bucket: 'box', PublicAccessBlockConfiguration: { BlockPublicPolicy: false, RestrictPublicBuckets } });
  await expect(s3.run('PutBucketPolicy', { Bucket: 'box', Policy })).rejects.toMatchObject({ code: 'AccessDenied', status: 403 });
  await block(true);
  await s3.run('PutBucketPolicy', { Bucket: 'box', Policy });
  expect(await s3.run('GetBucketPolicyStatus', { Bucket: 'box' })).toEqual({ PolicyStatus: { IsPublic: true } });
  const foreign = () => s3.send({ path: '/box/k', account: BACKUP });
  expect(await foreign()).toMatchObject({ error: 'AccessDenied' });
  await block(false);
  expect(await foreign()).toMatchObject({ status: 200, text: 'x' });
});

test('an explicit deny binds the owner too', async () => {
  await create('box');
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:DeleteObject*', Resource: 'arn:aws:s3:::box/*' }] });
  await s3.run('PutBucketPolicy', { Bucket: 'box', Policy });
  await s3.send({ method: 'PUT', path: '/box/k', body: 'x' });
  expect(await s3.send({ method: 'DELETE', path: '/box/k' })).toMatchObject({ status: 403, error: 'AccessDenied' });
  expect((await s3.send({ path: '/box/k' })).text).toBe('x');
});

test.each([
  ['PutBucketEncryption', { ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms:dsse' } }] } }, 'NotImplemented'],
  ['PutBucketVersioning', { VersioningConfiguration: { Status: 'Enabled', MFADelete: 'Enabled' } }, 'NotImplemented'],
  ['PutBucketOwnershipControls', { OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] } }, 'NotImplemented'],
  ['PutBucketAcl', { ACL: 'public-read' }, 'AccessControlListNotSupported'],
  ['PutBucketTagging', { Tagging: { TagSet: [{ Key: 'a', Value: '1' }, { Key: 'a', Value: '2' }] } }, 'InvalidTag'],
  ['PutBucketPolicy', { Policy: '{"Statement": []}' }, 'MalformedPolicy'],
  ['PutBucketNotificationConfiguration', { NotificationConfiguration: { QueueConfigurations: [{ QueueArn: 'arn:aws:sqs:us-west-2:111111111111:q', Events: ['s3:Replication:*'] }] } }, 'NotImplemented'],
])('%s with a setting that is not served is refused', async (operation, input, code) => {
  await create('box');
  await expect(s3.run(operation, { Bucket: 'box', ...input })).rejects.toMatchObject({ code });
});

test('ListBuckets pages by token', async () => {
  for (const name of ['box-c', 'box-a', 'box-b']) await create(name);
  const first = await s3.run('ListBuckets', { MaxBuckets: 2 });
  const second = await s3.run('ListBuckets', { MaxBuckets: 2, ContinuationToken: first['ContinuationToken'] });
  expect([list(first), list(second), second['ContinuationToken']]).toEqual([['box-a', 'box-b'], ['box-c'], undefined]);
});
