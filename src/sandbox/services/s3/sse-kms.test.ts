import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Call } from '../../service.ts';
import { KMS_OPERATIONS } from '../kms/operations.ts';
import { accountWithBucket, BACKUP, PLATFORM } from './testing/fake-account.ts';
import type { FakeAccount, FakeAnswer } from './testing/fake-account.ts';

const KMS = { 'x-amz-server-side-encryption': 'aws:kms' };
const KEY_ID = 'x-amz-server-side-encryption-aws-kms-key-id';
const md5 = (text: string): string => `"${createHash('md5').update(text).digest('hex')}"`;

let s3: FakeAccount;
let key: string;

beforeEach(async () => {
  s3 = await accountWithBucket('box', 'Enabled');
  key = ((await kms('CreateKey', {})) as { readonly KeyMetadata: { readonly Arn: string } }).KeyMetadata.Arn;
});
afterEach(() => s3.close());

async function kms(operation: string, input: object): Promise<unknown> {
  const call: Partial<Call> = { ...s3.context, region: 'us-west-2', caller: { account: PLATFORM, arn: `arn:aws:iam::${PLATFORM}:user/tester`, userId: 'x', roleArn: null, anonymous: false } };
  return await KMS_OPERATIONS[operation]?.(call as Call, { ...input });
}
const put = (path: string, body: string | Buffer, headers: object = { ...KMS, [KEY_ID]: key }): Promise<FakeAnswer> => s3.send({ method: 'PUT', path, body, headers: { ...headers }, streamed: body.length > 100_000 });
const get = (path: string, headers: Record<string, string> = {}): Promise<FakeAnswer> => s3.send({ path, headers });

/** Whether a text is found in any file below the state folder. */
function onDisk(text: string, folder = s3.state): boolean {
  return readdirSync(folder).some((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? onDisk(text, path) : readFileSync(path).includes(text);
  });
}

describe('an object under a KMS key', () => {
  test.each([['small, in the database', 500], ['large, in a file of several frames', 300_001]])('%s: comes back whole and in ranges, and its plaintext is nowhere on the disk', async (_title, size) => {
    const body = Buffer.alloc(size, 'the portal keeps this to itself; ');
    const made = await put('/box/k', body);
    expect(made.headers).toMatchObject({ 'x-amz-server-side-encryption': 'aws:kms', [KEY_ID]: key });
    expect(made.headers['etag']).toMatch(/^"[0-9a-f]{32}"$/);
    expect(made.headers['etag']).not.toBe(md5(body.toString()));
    const read = await get('/box/k', { 'x-amz-checksum-mode': 'ENABLED' });
    expect(read.text).toBe(body.toString());
    expect(read.headers).toMatchObject({ 'content-length': String(size), 'x-amz-server-side-encryption': 'aws:kms', [KEY_ID]: key, 'x-amz-checksum-crc64nvme': expect.any(String) as string });
    for (const [start, end] of [[0, 0], [65_530, 65_545], [size - 3, size - 1], [100, 131_072]] as const) {
      if (start >= size) continue;
      const part = await get('/box/k', { range: `bytes=${start}-${end}` });
      expect([part.status, part.text]).toEqual([206, body.subarray(start, end + 1).toString()]);
    }
    await put('/box/k', body);
    expect(onDisk('keeps this to itself')).toBe(false);
    expect(s3.context.catalogue.db.prepare('SELECT count(*) AS n FROM blob').get()).toEqual({ n: 2 });
    s3 = s3.reopen();
    expect((await get('/box/k')).text).toBe(body.toString());
  });

  test('of no bytes is an object too', async () => {
    await put('/box/empty', '');
    expect(await get('/box/empty')).toMatchObject({ status: 200, text: '', headers: { 'content-length': '0' } });
  });

  test('cannot be read, copied or written while its key is disabled or pending deletion; HEAD still answers, other objects are not touched', async () => {
    await put('/box/k', 'x');
    await put('/box/plain', 'plain', {});
    for (const [operation, status, code] of [['DisableKey', 400, 'KMS.DisabledException'], ['ScheduleKeyDeletion', 400, 'KMS.KMSInvalidStateException']] as const) {
      await kms(operation, { KeyId: key });
      expect(await get('/box/k')).toMatchObject({ status, error: code, text: expect.stringContaining(key) as string });
      expect((await s3.send({ method: 'PUT', path: '/box/copy', headers: { 'x-amz-copy-source': 'box/k' } })).error).toBe(code);
      expect((await put('/box/k', 'y')).error).toBe(code);
      expect((await s3.send({ method: 'HEAD', path: '/box/k' })).headers).toMatchObject({ 'content-length': '1', [KEY_ID]: key });
    }
    expect((await get('/box/plain')).text).toBe('plain');
    await kms('CancelKeyDeletion', { KeyId: key });
    await kms('EnableKey', { KeyId: key });
    expect((await get('/box/k')).text).toBe('x');
  });

  test('is closed to another account that the bucket lets in but the key does not', async () => {
    const policy = (resource: string): string => JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${BACKUP}:root` }, Action: 's3:GetObject', Resource: resource }] });
    await s3.run('PutBucketPolicy', { Bucket: 'box', Policy: policy('arn:aws:s3:::box/*') });
    await put('/box/k', 'x');
    expect(await s3.send({ path: '/box/k', account: BACKUP })).toMatchObject({ status: 403, error: 'AccessDenied', text: expect.stringContaining('kms:Decrypt') as string });
    const allow = (principal: string, action: string): object => ({ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${principal}:root` }, Action: action, Resource: '*' });
    await kms('PutKeyPolicy', { KeyId: key, Policy: JSON.stringify({ Version: '2012-10-17', Statement: [allow(PLATFORM, 'kms:*'), allow(BACKUP, 'kms:Decrypt')] }) });
    expect((await s3.send({ path: '/box/k', account: BACKUP })).text).toBe('x');
  });

  test('whose bytes were changed in the store is an error, never other bytes', async () => {
    const body = Buffer.alloc(200_000, 'abc');
    await put('/box/k', body);
    const { digest } = s3.context.catalogue.db.prepare('SELECT digest FROM blob WHERE inline = 0').get() as { readonly digest: string };
    const path = join(s3.state, 'blobs', digest.slice(0, 2), digest);
    const { truncateSync } = await import('node:fs');
    truncateSync(path, 1024 + 2 * 65_552);
    await expect(get('/box/k')).rejects.toThrow(/not authentic/);
  });

  test.each([['small', 1000], ['large', 200_000]])('a %s one that is damaged below the API reads as other bytes of the same length', async (_title, size) => {
    const body = 'x'.repeat(size);
    const made = await put('/box/k', body);
    await s3.control('corrupt-object', { bucket: 'box', key: 'k', mode: 'flip' });
    const after = await get('/box/k');
    expect(after.text).toHaveLength(size);
    expect(after.text).not.toBe(body);
    expect(after.headers['etag']).toBe(made.headers['etag']);
    expect(s3.context.catalogue.db.prepare('SELECT count(*) AS n FROM blob').get()).toEqual({ n: 1 });
  });
});

describe('which key', () => {
  test('none named: the AWS managed key of S3; by alias or id: the key of the requester\'s account', async () => {
    await kms('CreateAlias', { AliasName: 'alias/portal', TargetKeyId: key });
    const managed = (await put('/box/k', 'x', KMS)).headers[KEY_ID];
    expect(managed).toBe(s3.context.keys.managed('s3', { account: PLATFORM, region: 'us-west-2' }));
    for (const ref of ['alias/portal', key.split('/')[1]]) expect((await put('/box/k', 'x', { ...KMS, [KEY_ID]: ref })).headers[KEY_ID]).toBe(key);
    expect((await put('/box/k', 'x', { ...KMS, [KEY_ID]: 'alias/nowhere' })).error).toBe('KMS.NotFoundException');
  });

  test('a bucket\'s default holds for puts, copies and uploads that name none, and is told by GetBucketEncryption', async () => {
    const rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key }, BucketKeyEnabled: true };
    await put('/box/plain', 'plain', {});
    await s3.run('PutBucketEncryption', { Bucket: 'box', ServerSideEncryptionConfiguration: { Rules: [rule] } });
    expect(await s3.run('GetBucketEncryption', { Bucket: 'box' })).toEqual({ ServerSideEncryptionConfiguration: { Rules: [rule] } });
    expect((await put('/box/k', 'x', {})).headers).toMatchObject({ [KEY_ID]: key, 'x-amz-server-side-encryption-bucket-key-enabled': 'true' });
    expect((await s3.send({ method: 'PUT', path: '/box/copy', headers: { 'x-amz-copy-source': 'box/plain' } })).headers[KEY_ID]).toBe(key);
    expect((await get('/box/copy')).text).toBe('plain');
    expect((await put('/box/k', 'x', { 'x-amz-server-side-encryption': 'AES256' })).headers).not.toHaveProperty(KEY_ID);
    await s3.run('DeleteBucketEncryption', { Bucket: 'box' });
    expect((await put('/box/k', 'x', {})).headers['x-amz-server-side-encryption']).toBe('AES256');
  });
});

describe('copies', () => {
  test('under another key or none are encrypted anew; under the same key the stored body is shared', async () => {
    const body = 'copied '.repeat(30_000);
    await put('/box/k', body);
    const blobs = (): unknown => s3.context.catalogue.db.prepare('SELECT count(*) AS n FROM blob').get();
    const copy = (to: string, headers: object): Promise<FakeAnswer> => s3.send({ method: 'PUT', path: `/box/${to}`, headers: { 'x-amz-copy-source': 'box/k', ...headers } });
    expect((await copy('same', { ...KMS, [KEY_ID]: key })).headers[KEY_ID]).toBe(key);
    expect(blobs()).toEqual({ n: 1 });
    expect((await copy('managed', KMS)).headers[KEY_ID]).not.toBe(key);
    expect((await copy('open', {})).headers['x-amz-server-side-encryption']).toBe('AES256');
    expect(blobs()).toEqual({ n: 3 });
    await kms('DisableKey', { KeyId: key });
    expect((await get('/box/same')).error).toBe('KMS.DisabledException');
    for (const name of ['managed', 'open']) expect((await get(`/box/${name}`)).text).toBe(body);
    expect((await get('/box/open')).headers).toMatchObject({ 'x-amz-server-side-encryption': 'AES256', etag: md5(body) });
  });

  test('a multipart upload keeps every part under its key; ranges over parts and part copies read through', async () => {
    const big = Buffer.alloc(5 * 1024 * 1024, 'part one ');
    const { UploadId } = await s3.run('CreateMultipartUpload', { Bucket: 'box', Key: 'm' }, { headers: { ...KMS, [KEY_ID]: key } });
    const part = async (number: number, body: Buffer | null, headers: object = {}): Promise<string> => {
      const answer = await s3.send({ method: 'PUT', path: '/box/m', query: `partNumber=${number}&uploadId=${String(UploadId)}`, headers: { ...headers }, ...(body ? { body, streamed: true } : {}) });
      expect(answer.headers[KEY_ID]).toBe(key);
      return answer.headers['etag'] ?? /&quot;(.*)&quot;/.exec(answer.text)?.[1] ?? '';
    };
    await put('/box/source', 'the tail of it', {});
    const Parts = [{ PartNumber: 1, ETag: await part(1, big) }, { PartNumber: 2, ETag: await part(2, null, { 'x-amz-copy-source': 'box/source', 'x-amz-copy-source-range': 'bytes=4-7' }) }];
    expect(await s3.run('CompleteMultipartUpload', { Bucket: 'box', Key: 'm', UploadId, MultipartUpload: { Parts } }, { path: '/box/m' })).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: key });
    expect((await get('/box/m', { range: `bytes=${big.length - 2}-` })).text).toBe(`${big.subarray(-2).toString()}tail`);
    expect((await s3.send({ method: 'HEAD', path: '/box/m' })).headers['content-length']).toBe(String(big.length + 4));
    expect(onDisk('part one part one')).toBe(false);
  });
});
