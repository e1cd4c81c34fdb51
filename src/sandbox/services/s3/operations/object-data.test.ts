import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checksumOf } from '../checksums/checksum.ts';
import { accountWithBucket, BACKUP } from '../testing/fake-account.ts';
import type { FakeAccount } from '../testing/fake-account.ts';

let s3: FakeAccount;

const put = (body: string | Buffer, headers: Record<string, string> = {}, key = 'k') => s3.send({ method: 'PUT', path: `/box/${key}`, body, headers });
const get = (headers: Record<string, string> = {}, query = '', key = 'k') => s3.send({ path: `/box/${key}`, query, headers });
const files = () => readdirSync(join(s3.state, 'blobs'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => entry.name);

beforeEach(async () => { s3 = await accountWithBucket('box', 'Enabled'); });
afterEach(() => s3.close());

test('an object keeps its headers, metadata and tag count', async () => {
  await put('body', { 'content-type': 'text/plain', 'cache-control': 'no-cache', 'content-encoding': 'aws-chunked,gzip', 'x-amz-meta-owner': 'lab', 'x-amz-tagging': 'a=1&b=2' });
  const answer = await get();
  expect(answer.headers).toMatchObject({ 'content-type': 'text/plain', 'cache-control': 'no-cache', 'content-encoding': 'gzip', 'x-amz-meta-owner': 'lab', 'x-amz-tagging-count': '2', 'content-length': '4', 'last-modified': 'Tue, 10 Mar 2026 12:00:00 GMT' });
  expect(answer.headers['etag']).toBe(`"${createHash('md5').update('body').digest('hex')}"`);
});

test.each([
  ['bytes=1-2', 206, 'bc', 'bytes 1-2/6'], ['bytes=4-', 206, 'ef', 'bytes 4-5/6'], ['bytes=-2', 206, 'ef', 'bytes 4-5/6'], ['bytes=2-100', 206, 'cdef', 'bytes 2-5/6'],
  ['bytes=0-1,3-4', 200, 'abcdef', undefined], ['bytes=4-2', 200, 'abcdef', undefined], ['items=1-2', 200, 'abcdef', undefined],
])('range %s answers %i with the right bytes', async (range, status, text, contentRange) => {
  await put('abcdef');
  const answer = await get({ range });
  expect([answer.status, answer.text, answer.headers['content-range']]).toEqual([status, text, contentRange]);
});

test.each(['bytes=6-', 'bytes=-0', 'bytes=100-200'])('range %s outside the object is InvalidRange', async (range) => {
  await put('abcdef');
  expect(await get({ range })).toMatchObject({ status: 416, error: 'InvalidRange' });
});

test('read conditions answer 304 and 412 as HTTP has them', async () => {
  const etag = (await put('body')).headers['etag'] ?? '';
  expect((await get({ 'if-match': etag })).status).toBe(200);
  expect(await get({ 'if-match': '"other"' })).toMatchObject({ status: 412, error: 'PreconditionFailed' });
  expect((await get({ 'if-none-match': etag })).status).toBe(304);
  expect((await get({ 'if-modified-since': 'Tue, 10 Mar 2026 12:00:00 GMT' })).status).toBe(304);
  expect((await get({ 'if-modified-since': 'Tue, 10 Mar 2026 11:59:59 GMT' })).status).toBe(200);
  expect((await get({ 'if-unmodified-since': 'Tue, 10 Mar 2026 11:59:59 GMT' })).status).toBe(412);
});

test('conditional writes never overwrite what they should not', async () => {
  const first = await put('one', { 'if-none-match': '*' });
  expect(first.status).toBe(200);
  expect(await put('two', { 'if-none-match': '*' })).toMatchObject({ status: 412, error: 'PreconditionFailed' });
  expect(await put('two', { 'if-match': '"wrong"' })).toMatchObject({ status: 412 });
  expect((await put('two', { 'if-match': first.headers['etag'] ?? '' })).status).toBe(200);
  expect(await put('x', { 'if-match': '"any"' }, 'absent')).toMatchObject({ status: 404, error: 'NoSuchKey' });
  expect((await get()).text).toBe('two');
});

test.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)('a %s checksum is verified, kept and told when asked for', async (algorithm) => {
  const header = `x-amz-checksum-${algorithm.toLowerCase()}`;
  const value = checksumOf(algorithm, Buffer.from('body'));
  expect(await put('other body', { [header]: value })).toMatchObject({ status: 400, error: 'BadDigest' });
  expect((await get()).error).toBe('NoSuchKey');
  await put('body', { [header]: value });
  expect((await get()).headers[header]).toBeUndefined();
  expect((await get({ 'x-amz-checksum-mode': 'ENABLED' })).headers).toMatchObject({ [header]: value, 'x-amz-checksum-type': 'FULL_OBJECT' });
});

test('a body without a checksum gets a CRC64NVME, and a wrong Content-MD5 is refused', async () => {
  expect((await put('body')).headers['x-amz-checksum-crc64nvme']).toBe(checksumOf('CRC64NVME', Buffer.from('body')));
  expect(await put('body', { 'content-md5': checksumOf('MD5', Buffer.from('other')) })).toMatchObject({ error: 'BadDigest' });
  expect(await put('body', { 'content-md5': 'short' })).toMatchObject({ error: 'InvalidDigest' });
});

test('a streamed body is verified by its trailer before anything is kept', async () => {
  const body = Buffer.alloc(200_000, 'x');
  const headers = { 'x-amz-trailer': 'x-amz-checksum-crc32' };
  const send = (value: string) => s3.send({ method: 'PUT', path: '/box/k', body, streamed: true, headers, trailers: { 'x-amz-checksum-crc32': value } });
  expect(await send('AAAAAA==')).toMatchObject({ error: 'BadDigest' });
  expect(files()).toEqual([]);
  expect((await send(checksumOf('CRC32', body))).status).toBe(200);
  expect(files()).toEqual([createHash('sha256').update(body).digest('hex')]);
  expect((await get()).text).toBe(body.toString());
});

test('large bytes are kept once for all their copies and go with the last one', async () => {
  const body = Buffer.alloc(200_000, 'y');
  const first = await put(body);
  const second = await put(body, {}, 'other');
  expect(files()).toHaveLength(1);
  await s3.send({ method: 'DELETE', path: '/box/k', query: `versionId=${first.headers['x-amz-version-id']}` });
  expect(files()).toHaveLength(1);
  expect((await get({}, '', 'other')).text).toBe(body.toString());
  await s3.send({ method: 'DELETE', path: '/box/other', query: `versionId=${second.headers['x-amz-version-id']}` });
  expect(files()).toEqual([]);
});

test('a copy takes bytes, metadata and tags along, and other metadata when told to', async () => {
  await put('body', { 'content-type': 'text/plain', 'x-amz-meta-a': '1', 'x-amz-tagging': 't=1' }, 'a%2Fb%20c');
  const copy = (headers: Record<string, string>) => s3.send({ method: 'PUT', path: '/box/copy', headers: { 'x-amz-copy-source': '/box/a/b%20c', ...headers } });
  expect((await copy({})).text).toContain('<CopyObjectResult');
  expect((await get({}, '', 'copy')).headers).toMatchObject({ 'content-type': 'text/plain', 'x-amz-meta-a': '1', 'x-amz-tagging-count': '1' });
  await copy({ 'x-amz-metadata-directive': 'REPLACE', 'x-amz-meta-b': '2', 'x-amz-tagging-directive': 'REPLACE' });
  const replaced = (await get({}, '', 'copy')).headers;
  expect([replaced['x-amz-meta-a'], replaced['x-amz-meta-b'], replaced['x-amz-tagging-count'], replaced['content-type']]).toEqual([undefined, '2', undefined, 'binary/octet-stream']);
  expect(await copy({ 'x-amz-copy-source-if-match': '"x"' })).toMatchObject({ status: 412 });
  expect(await s3.send({ method: 'PUT', path: '/box/a%2Fb%20c', headers: { 'x-amz-copy-source': 'box/a/b%20c' } })).toMatchObject({ error: 'InvalidRequest' });
});

test('another account copies from a bucket only when that bucket\'s policy lets it read', async () => {
  await put('body');
  await s3.run('CreateBucket', { Bucket: 'vault', CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } }, { account: BACKUP });
  const copy = () => s3.send({ method: 'PUT', path: '/vault/k', account: BACKUP, headers: { 'x-amz-copy-source': 'box/k' } });
  expect(await copy()).toMatchObject({ status: 403, error: 'AccessDenied' });
  const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${BACKUP}:root` }, Action: 's3:GetObject', Resource: 'arn:aws:s3:::box/*' }] };
  await s3.run('PutBucketPolicy', { Bucket: 'box', Policy: JSON.stringify(policy) });
  expect((await copy()).status).toBe(200);
  // Reading the absent key would tell that it is absent: without ListBucket it is denied instead.
  expect(await s3.send({ path: '/box/absent', account: BACKUP })).toMatchObject({ status: 403, error: 'AccessDenied' });
});

test.each([
  ['x-amz-server-side-encryption', 'aws:kms:dsse', 'NotImplemented'], ['x-amz-server-side-encryption-context', 'e30=', 'NotImplemented'], ['x-amz-server-side-encryption-aws-kms-key-id', 'alias/x', 'InvalidArgument'], ['x-amz-server-side-encryption-customer-algorithm', 'AES256', 'NotImplemented'], ['x-amz-storage-class', 'DEEP_ARCHIVE', 'NotImplemented'],
  ['x-amz-object-lock-mode', 'COMPLIANCE', 'InvalidRequest'], ['x-amz-acl', 'public-read', 'AccessControlListNotSupported'], ['x-amz-grant-read', 'id=1', 'AccessControlListNotSupported'],
  ['x-amz-checksum-xxhash64', 'AAAA', 'NotImplemented'], ['x-amz-write-offset-bytes', '0', 'NotImplemented'], ['x-amz-tagging', 'a=1&a=2', 'InvalidTag'],
])('a put with %s: %s is refused with %s and stores nothing', async (name, value, code) => {
  expect(await put('body', { [name]: value })).toMatchObject({ error: code });
  expect((await get()).error).toBe('NoSuchKey');
});

test('a bucket of another region redirects there', async () => {
  expect(await s3.send({ path: '/box/k', region: 'us-east-2' })).toMatchObject({ status: 301, error: 'PermanentRedirect', headers: { 'x-amz-bucket-region': 'us-west-2' } });
});

test('what was acknowledged is there after the catalogue is opened again, and orphaned files are not', async () => {
  await put(Buffer.alloc(100_000, 'z'));
  mkdirSync(join(s3.state, 'blobs', 'aa'), { recursive: true });
  writeFileSync(join(s3.state, 'blobs', 'aa', `aa${'0'.repeat(62)}`), 'orphan');
  writeFileSync(join(s3.state, 'blobs', 'staging', 'half-written'), 'half');
  s3 = s3.reopen();
  expect((await get()).text).toBe('z'.repeat(100_000));
  expect(files()).toHaveLength(1);
  expect((await put('new')).headers['x-amz-version-id']).toMatch(/^[\w.]{32}$/);
  expect((await get()).text).toBe('new');
});
