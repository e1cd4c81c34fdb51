import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { S3 } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { controlRequest } from '../../process/control-request.ts';
import { startTestSandbox } from '../../testing/start-test-sandbox.ts';
import type { TestSandbox } from '../../testing/start-test-sandbox.ts';

let sandbox: TestSandbox;
let s3: S3;

const client = (principal: string, region = 'us-west-2'): S3 => {
  const keys = sandbox.keys[principal];
  if (!keys) throw new Error(`no principal ${principal}`);
  return new S3({ region, endpoint: sandbox.address.endpoint, forcePathStyle: true, credentials: { accessKeyId: keys.accessKeyId, secretAccessKey: keys.secretAccessKey } });
};
const failure = (promise: Promise<unknown>): Promise<readonly [string, number | undefined]> => promise.then(() => ['none', undefined] as const, (error: { readonly name: string; readonly $metadata?: { readonly httpStatusCode?: number } }) => [error.name, error.$metadata?.httpStatusCode] as const);

beforeAll(async () => {
  sandbox = await startTestSandbox();
  s3 = client('platform-admin');
  await s3.createBucket({ Bucket: 'box', CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } });
  await s3.putBucketVersioning({ Bucket: 'box', VersioningConfiguration: { Status: 'Enabled' } });
});

afterAll(async () => {
  expect(sandbox.log).toEqual([]);
  await sandbox.close();
});

/** Names that break naive servers: paths, dots, right-to-left, control characters, XML, escapes, blanks, length. */
const HOSTILE: readonly (readonly [string, string])[] = [
  ['a path upwards', '../../etc/passwd'], ['dot segments', 'a/./b/../c'], ['a leading slash', '/rooted'], ['double slashes', 'a//b///c'], ['a trailing slash', 'folder/'], ['only dots', '..'],
  ['right-to-left text', '‮ملف/תיקייה'], ['control characters', 'tab\tnew\nline\u0001\u001f'], ['markup', '<key attr="1">&amp;</key>]]>'], ['percent escapes', '100%25/%2F%00'], ['plus and blanks', ' a+b  c '],
  ['question and hash', 'a?versionId=null#x&y=z'], ['an emoji', '🧬/😀'], ['combining marks', 'e\u0301 vs é'], ['1,024 bytes', 'é'.repeat(512)], ['quotes', `it's "quoted" \\ back`], ['a non-character', 'x\ufffey'],
];

describe('hostile keys', () => {
  test.each(HOSTILE)('%s: put, head, copy, list, delete, undelete and batch delete hit exactly this key', async (_, Key) => {
    const put = await s3.putObject({ Bucket: 'box', Key, Body: Key });
    expect((await s3.headObject({ Bucket: 'box', Key })).VersionId).toBe(put.VersionId);
    expect(await (await s3.getObject({ Bucket: 'box', Key })).Body?.transformToString()).toBe(Key);
    await s3.copyObject({ Bucket: 'box', Key: 'copied', CopySource: `box/${encodeURIComponent(Key)}?versionId=${put.VersionId}` });
    expect(await (await s3.getObject({ Bucket: 'box', Key: 'copied' })).Body?.transformToString()).toBe(Key);
    const listed = await s3.listObjectsV2({ Bucket: 'box', EncodingType: 'url' });
    expect(listed.Contents?.map((entry) => decodeURIComponent(entry.Key ?? ''))).toContain(Key);
    const marker = await s3.deleteObject({ Bucket: 'box', Key });
    expect(await failure(s3.getObject({ Bucket: 'box', Key }))).toEqual(['NoSuchKey', 404]);
    await s3.deleteObject({ Bucket: 'box', Key, VersionId: marker.VersionId });
    expect((await s3.headObject({ Bucket: 'box', Key })).VersionId).toBe(put.VersionId);
    await s3.deleteObject({ Bucket: 'box', Key, VersionId: put.VersionId });
    expect((await s3.listObjectVersions({ Bucket: 'box', EncodingType: 'url' })).Versions?.filter((entry) => decodeURIComponent(entry.Key ?? '') === Key)).toEqual([]);
  });
});

test('plain listings survive every hostile key that XML can hold', async () => {
  const keys = HOSTILE.map(([, key]) => key).filter((key) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe]/.test(key));
  for (const Key of keys) await s3.putObject({ Bucket: 'box', Key: `plain/${Key}`.slice(0, 500), Body: 'x' });
  const listed = await s3.listObjectsV2({ Bucket: 'box', Prefix: 'plain/' });
  expect(new Set(listed.Contents?.map((entry) => entry.Key))).toEqual(new Set(keys.map((key) => `plain/${key}`.slice(0, 500))));
});

test('a streamed body of several megabytes comes back whole, in ranges and through a multipart copy', async () => {
  const body = Buffer.alloc(7_000_003, 'redrill ');
  await s3.putObject({ Bucket: 'box', Key: 'large', Body: Readable.from([body.subarray(0, 3_000_000), body.subarray(3_000_000)]), ContentLength: body.length });
  const answer = await s3.getObject({ Bucket: 'box', Key: 'large', ChecksumMode: 'ENABLED' });
  expect(answer.ChecksumType).toBe('FULL_OBJECT');
  expect((await buffer(answer.Body as Readable)).equals(body)).toBe(true);
  const { UploadId } = await s3.createMultipartUpload({ Bucket: 'box', Key: 'joined' });
  const parts = await Promise.all([[0, 5_242_879], [5_242_880, 7_000_002]].map(async ([from, to], index) => {
    const part = await s3.uploadPartCopy({ Bucket: 'box', Key: 'joined', UploadId, PartNumber: index + 1, CopySource: 'box/large', CopySourceRange: `bytes=${from}-${to}` });
    return { PartNumber: index + 1, ETag: part.CopyPartResult?.ETag, ChecksumCRC32: part.CopyPartResult?.ChecksumCRC32 };
  }));
  await s3.completeMultipartUpload({ Bucket: 'box', Key: 'joined', UploadId, MultipartUpload: { Parts: parts } });
  const joined = await s3.getObject({ Bucket: 'box', Key: 'joined' });
  expect((await buffer(joined.Body as Readable)).equals(body)).toBe(true);
});

test('conditional reads and writes answer with S3\'s statuses', async () => {
  const { ETag } = await s3.putObject({ Bucket: 'box', Key: 'conditional', Body: 'x', IfNoneMatch: '*' });
  expect(await failure(s3.putObject({ Bucket: 'box', Key: 'conditional', Body: 'y', IfNoneMatch: '*' }))).toEqual(['PreconditionFailed', 412]);
  expect((await failure(s3.getObject({ Bucket: 'box', Key: 'conditional', IfNoneMatch: ETag })))[1]).toBe(304);
  expect((await s3.getObject({ Bucket: 'box', Key: 'conditional', Range: 'bytes=0-0' })).$metadata.httpStatusCode).toBe(206);
  expect(await failure(s3.getObject({ Bucket: 'box', Key: 'conditional', Range: 'bytes=5-' }))).toEqual(['InvalidRange', 416]);
});

test('tags, attributes and bucket settings make the round trip through the SDK', async () => {
  await s3.putObject({ Bucket: 'box', Key: 'tagged', Body: 'x', Tagging: 'a=1&b=x%20y' });
  await s3.putObjectTagging({ Bucket: 'box', Key: 'tagged', Tagging: { TagSet: [{ Key: 'c', Value: 'ü' }] } });
  expect((await s3.getObjectTagging({ Bucket: 'box', Key: 'tagged' })).TagSet).toEqual([{ Key: 'c', Value: 'ü' }]);
  expect(await s3.getObjectAttributes({ Bucket: 'box', Key: 'tagged', ObjectAttributes: ['ObjectSize', 'Checksum'] })).toMatchObject({ ObjectSize: 1, Checksum: { ChecksumType: 'FULL_OBJECT' } });
  const Rules = [{ ID: 'old', Status: 'Enabled' as const, Filter: { Prefix: 'logs/' }, Expiration: { Date: new Date('2030-01-01T00:00:00Z') }, NoncurrentVersionExpiration: { NoncurrentDays: 30, NewerNoncurrentVersions: 3 } }];
  await s3.putBucketLifecycleConfiguration({ Bucket: 'box', LifecycleConfiguration: { Rules } });
  expect((await s3.getBucketLifecycleConfiguration({ Bucket: 'box' })).Rules).toEqual(Rules);
  const NotificationConfiguration = { EventBridgeConfiguration: {}, QueueConfigurations: [{ Id: 'q', QueueArn: 'arn:aws:sqs:us-west-2:111111111111:q', Events: ['s3:ObjectCreated:*' as const], Filter: { Key: { FilterRules: [{ Name: 'prefix' as const, Value: 'in/' }] } } }] };
  await s3.putBucketNotificationConfiguration({ Bucket: 'box', NotificationConfiguration });
  expect(await s3.getBucketNotificationConfiguration({ Bucket: 'box' })).toMatchObject(NotificationConfiguration);
  await s3.putBucketTagging({ Bucket: 'box', Tagging: { TagSet: [{ Key: 'owner', Value: 'drill' }] } });
  expect((await s3.getBucketTagging({ Bucket: 'box' })).TagSet).toEqual([{ Key: 'owner', Value: 'drill' }]);
  expect((await s3.getBucketAcl({ Bucket: 'box' })).Grants).toMatchObject([{ Permission: 'FULL_CONTROL' }]);
  expect((await s3.getBucketEncryption({ Bucket: 'box' })).ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm).toBe('AES256');
});

test('another account gets in by a policy that names it, and sees only its own buckets', async () => {
  const backup = client('backup-admin');
  expect(await failure(backup.getObject({ Bucket: 'box', Key: 'tagged' }))).toEqual(['AccessDenied', 403]);
  expect((await failure(backup.headBucket({ Bucket: 'box' })))[1]).toBe(403);
  expect((await backup.listBuckets({})).Buckets?.map((bucket) => bucket.Name)).toEqual([]);
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: '222222222222' }, Action: ['s3:GetObject', 's3:ListBucket'], Resource: ['arn:aws:s3:::box', 'arn:aws:s3:::box/*'] }] });
  await s3.putBucketPolicy({ Bucket: 'box', Policy });
  expect(JSON.parse((await s3.getBucketPolicy({ Bucket: 'box' })).Policy ?? '')).toEqual(JSON.parse(Policy));
  expect(await (await backup.getObject({ Bucket: 'box', Key: 'tagged' })).Body?.transformToString()).toBe('x');
  expect(await failure(backup.putObject({ Bucket: 'box', Key: 'tagged', Body: 'y' }))).toEqual(['AccessDenied', 403]);
});

test('deleting a versioned bucket needs every version and marker gone', async () => {
  const Bucket = 'short-lived';
  await s3.createBucket({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } });
  await s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: 'Enabled' } });
  await s3.putObject({ Bucket, Key: 'k', Body: 'x' });
  const deleted = await s3.deleteObjects({ Bucket, Delete: { Objects: [{ Key: 'k' }, { Key: 'never there' }] } });
  expect(deleted.Deleted).toHaveLength(2);
  expect((await s3.listObjectsV2({ Bucket })).KeyCount).toBe(0);
  expect(await failure(s3.deleteBucket({ Bucket }))).toEqual(['BucketNotEmpty', 409]);
  const left = await s3.listObjectVersions({ Bucket });
  const Objects = [...(left.Versions ?? []), ...(left.DeleteMarkers ?? [])].map(({ Key, VersionId }) => ({ Key: Key ?? '', VersionId }));
  expect(Objects).toHaveLength(3);
  expect((await s3.deleteObjects({ Bucket, Delete: { Objects, Quiet: true } })).Deleted).toBeUndefined();
  await s3.deleteBucket({ Bucket });
  expect(await failure(s3.getObject({ Bucket, Key: 'k' }))).toEqual(['NoSuchBucket', 404]);
});

test('a bucket is replicated to another region in drill time, and a client sees how far it is', async () => {
  const far = client('platform-admin', 'us-east-2');
  await far.createBucket({ Bucket: 'box-far', CreateBucketConfiguration: { LocationConstraint: 'us-east-2' } });
  await far.putBucketVersioning({ Bucket: 'box-far', VersioningConfiguration: { Status: 'Enabled' } });
  const rule = { ID: 'all', Priority: 1, Status: 'Enabled' as const, Filter: { And: { Prefix: 'far/', Tags: [{ Key: 'keep', Value: 'yes' }] } }, DeleteMarkerReplication: { Status: 'Disabled' as const }, Destination: { Bucket: 'arn:aws:s3:::box-far' } };
  await s3.putBucketReplication({ Bucket: 'box', ReplicationConfiguration: { Role: 'arn:aws:iam::111111111111:role/s3-replication', Rules: [rule] } });
  expect((await s3.getBucketReplication({ Bucket: 'box' })).ReplicationConfiguration?.Rules).toEqual([rule]);
  const { VersionId } = await s3.putObject({ Bucket: 'box', Key: 'far/a', Body: 'body', Tagging: 'keep=yes' });
  expect((await s3.headObject({ Bucket: 'box', Key: 'far/a' })).ReplicationStatus).toBe('PENDING');
  await controlRequest(sandbox.address, 'advance', { params: { micros: 120_000_000 }, timeoutMs: 60_000 });
  expect((await s3.headObject({ Bucket: 'box', Key: 'far/a' })).ReplicationStatus).toBe('COMPLETED');
  const replica = await far.getObject({ Bucket: 'box-far', Key: 'far/a' });
  expect([await replica.Body?.transformToString(), replica.VersionId, replica.ReplicationStatus]).toEqual(['body', VersionId, 'REPLICA']);
  await s3.deleteBucketReplication({ Bucket: 'box' });
  expect(await failure(s3.getBucketReplication({ Bucket: 'box' }))).toEqual(['ReplicationConfigurationNotFoundError', 404]);
});

test('what the sandbox has not is refused by name', async () => {
  const encrypted = s3.putObject({ Bucket: 'box', Key: 'k', Body: 'x', ServerSideEncryption: 'aws:kms:dsse' });
  expect(await failure(encrypted)).toEqual(['NotImplemented', 501]);
  expect(await failure(s3.putBucketAccelerateConfiguration({ Bucket: 'box', AccelerateConfiguration: { Status: 'Enabled' } }))).toEqual(['NotImplemented', 501]);
});

test('a locked version tells until when, as a time, and is not deleted before', async () => {
  await s3.createBucket({ Bucket: 'lock-box', CreateBucketConfiguration: { LocationConstraint: 'us-west-2' }, ObjectLockEnabledForBucket: true });
  const until = new Date('2099-01-02T03:04:05.000Z');
  const { VersionId } = await s3.putObject({ Bucket: 'lock-box', Key: 'k', Body: 'x', ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: until });
  expect((await s3.getObjectRetention({ Bucket: 'lock-box', Key: 'k' })).Retention).toEqual({ Mode: 'COMPLIANCE', RetainUntilDate: until });
  expect(await failure(s3.deleteObject({ Bucket: 'lock-box', Key: 'k', VersionId }))).toEqual(['AccessDenied', 403]);
});
