import { readdirSync, readFileSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { CloudTrail } from '@aws-sdk/client-cloudtrail';
import { KMS } from '@aws-sdk/client-kms';
import { S3 } from '@aws-sdk/client-s3';
import { SSM } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { controlRequest } from '../../process/control-request.ts';
import { startTestSandbox, type TestSandbox } from '../../testing/start-test-sandbox.ts';

const DAY_MICROS = 86_400_000_000;

let sandbox: TestSandbox;
let kms: KMS;
let s3: S3;

const settings = (principal: string) => {
  const keys = sandbox.keys[principal];
  if (!keys) throw new Error(`no principal ${principal}`);
  return { region: 'us-west-2', endpoint: sandbox.address.endpoint, credentials: { accessKeyId: keys.accessKeyId, secretAccessKey: keys.secretAccessKey }, maxAttempts: 1 };
};
const failure = (promise: Promise<unknown>): Promise<readonly unknown[]> => promise.then(() => ['none'], (error: { readonly name: string; readonly $metadata?: { readonly httpStatusCode?: number } }) => [error.name, error.$metadata?.httpStatusCode]);
const advance = (micros: number): Promise<unknown> => controlRequest(sandbox.address, 'advance', { params: { micros }, timeoutMs: 60_000 });

function onDisk(text: string, folder = sandbox.state): boolean {
  return readdirSync(folder).some((name) => {
    const path = join(folder, name);
    const found = lstatSync(path);
    // What a link leads to lies in this folder as well, under its own name.
    if (found.isSymbolicLink()) return false;
    return found.isDirectory() ? onDisk(text, path) : readFileSync(path).includes(text);
  });
}

beforeAll(async () => {
  sandbox = await startTestSandbox();
  kms = new KMS(settings('platform-admin'));
  s3 = new S3({ ...settings('platform-admin'), forcePathStyle: true });
  await s3.createBucket({ Bucket: 'sealed', CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } });
});

afterAll(async () => {
  expect(sandbox.log).toEqual([]);
  await sandbox.close();
});

test('a key encrypts for its account only; what needs a key is refused with the key\'s own reason, over the real clients', async () => {
  const { KeyMetadata } = await kms.createKey({ Description: 'portal', Tags: [{ TagKey: 'app', TagValue: 'portal' }] });
  const KeyId = KeyMetadata?.Arn ?? '';
  expect(KeyMetadata).toMatchObject({ KeyState: 'Enabled', KeyManager: 'CUSTOMER', KeySpec: 'SYMMETRIC_DEFAULT', CreationDate: expect.any(Date) as Date });
  await kms.createAlias({ AliasName: 'alias/portal-data', TargetKeyId: KeyId });
  const { CiphertextBlob } = await kms.encrypt({ KeyId: 'alias/portal-data', Plaintext: Buffer.from('round trip'), EncryptionContext: { a: 'b' } });
  const { Plaintext } = await kms.decrypt({ CiphertextBlob, EncryptionContext: { a: 'b' } });
  expect(Buffer.from(Plaintext ?? []).toString()).toBe('round trip');
  expect(await failure(new KMS(settings('backup-admin')).decrypt({ CiphertextBlob, EncryptionContext: { a: 'b' } }))).toEqual(['AccessDeniedException', 400]);
  await kms.disableKey({ KeyId });
  expect(await failure(kms.decrypt({ CiphertextBlob, EncryptionContext: { a: 'b' } }))).toEqual(['DisabledException', 400]);
  expect(await failure(kms.describeKey({ KeyId: 'alias/none' }))).toEqual(['NotFoundException', 400]);
  expect(await failure(kms.createCustomKeyStore({ CustomKeyStoreName: 'x' }))).toEqual(['UnsupportedOperationException', 400]);
});

test('objects and parameters under a key are nowhere on the disk in the clear and are closed while the key is; 30 days of drill time end it for good', async () => {
  const KeyId = (await kms.createKey({})).KeyMetadata?.Arn ?? '';
  const big = Buffer.alloc(3_000_000, 'plaintext of the portal. ');
  const sse = { Bucket: 'sealed', ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KeyId } as const;
  expect(await s3.putObject({ ...sse, Key: 'small', Body: 'plaintext of the portal. ' })).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KeyId });
  await s3.putObject({ ...sse, Key: 'big', Body: Readable.from([big.subarray(0, 1_000_000), big.subarray(1_000_000)]), ContentLength: big.length });
  const ssm = new SSM(settings('platform-admin'));
  await ssm.putParameter({ Name: '/portal/secret', Value: 'plaintext of the portal. ', Type: 'SecureString', KeyId });
  const body = await (await s3.getObject({ Bucket: 'sealed', Key: 'big' })).Body?.transformToByteArray();
  expect(Buffer.from(body ?? []).equals(big)).toBe(true);
  expect(await (await s3.getObject({ Bucket: 'sealed', Key: 'big', Range: 'bytes=2500000-2500009' })).Body?.transformToString()).toBe(big.subarray(2_500_000, 2_500_010).toString());
  expect((await ssm.getParameter({ Name: '/portal/secret', WithDecryption: true })).Parameter?.Value).toBe('plaintext of the portal. ');
  expect(onDisk('plaintext of the portal')).toBe(false);
  await kms.disableKey({ KeyId });
  expect(await failure(s3.getObject({ Bucket: 'sealed', Key: 'small' }))).toEqual(['KMS.DisabledException', 400]);
  expect(await failure(ssm.getParameter({ Name: '/portal/secret', WithDecryption: true }))).toEqual(['InvalidKeyId', 400]);
  await kms.scheduleKeyDeletion({ KeyId, PendingWindowInDays: 30 });
  await advance(29 * DAY_MICROS);
  expect(await failure(s3.getObject({ Bucket: 'sealed', Key: 'small' }))).toEqual(['KMS.KMSInvalidStateException', 400]);
  await advance(2 * DAY_MICROS);
  expect(await failure(kms.describeKey({ KeyId }))).toEqual(['NotFoundException', 400]);
  expect(await failure(s3.getObject({ Bucket: 'sealed', Key: 'small' }))).toEqual(['KMS.NotFoundException', 400]);
});

test('the trail has each management call five minutes later, with who and what, no object calls, and answers two look-ups a second', async () => {
  const trail = new CloudTrail({ ...settings('drill-observer') });
  await s3.createBucket({ Bucket: 'witnessed', CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } });
  await s3.putObject({ Bucket: 'witnessed', Key: 'k', Body: 'x' });
  await s3.deleteObject({ Bucket: 'witnessed', Key: 'k' });
  await s3.deleteBucket({ Bucket: 'witnessed' });
  expect(await failure(s3.deleteBucket({ Bucket: 'witnessed' }))).toEqual(['NoSuchBucket', 404]);
  const lookup = { LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: 'witnessed' }] } as const;
  expect((await trail.lookupEvents({ LookupAttributes: [...lookup.LookupAttributes] })).Events).toEqual([]);
  await advance(300_000_000);
  const { Events = [] } = await trail.lookupEvents({ LookupAttributes: [...lookup.LookupAttributes] });
  expect(Events.map(({ EventName, Username, ReadOnly }) => [EventName, Username, ReadOnly])).toEqual([['DeleteBucket', 'platform-admin', 'false'], ['DeleteBucket', 'platform-admin', 'false'], ['CreateBucket', 'platform-admin', 'false']]);
  expect(Events.map(({ CloudTrailEvent = '' }) => (JSON.parse(CloudTrailEvent) as { readonly errorCode?: string }).errorCode)).toEqual(['NoSuchBucket', undefined, undefined]);
  expect(Events[0]).toMatchObject({ EventSource: 's3.amazonaws.com', AccessKeyId: sandbox.keys['platform-admin']?.accessKeyId, Resources: [{ ResourceType: 'AWS::S3::Bucket', ResourceName: 'witnessed' }] });
  const answers = await Promise.all([1, 2, 3].map(() => failure(trail.lookupEvents({}))));
  expect(answers).toContainEqual(['ThrottlingException', 400]);
});
