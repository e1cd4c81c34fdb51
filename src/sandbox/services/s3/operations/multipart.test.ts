import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checksumOf } from '../checksums/checksum.ts';
import { accountWithBucket } from '../testing/fake-account.ts';
import type { FakeAccount } from '../testing/fake-account.ts';

const MIB = 1024 * 1024;
const FIRST = Buffer.alloc(5 * MIB, 'a');
const md5 = (data: Buffer): Buffer => createHash('md5').update(data).digest();
let s3: FakeAccount;
let id: string;

const begin = async (headers: Record<string, string> = {}) => { id = String((await s3.run('CreateMultipartUpload', { Bucket: 'box', Key: 'big' }, { headers }))['UploadId']); };
const part = async (number: number, body: Buffer | string, headers: Record<string, string> = {}) => s3.send({ method: 'PUT', path: '/box/big', query: `partNumber=${number}&uploadId=${id}`, body, streamed: body.length > MIB, headers });
const complete = (parts: readonly { readonly PartNumber: number; readonly ETag?: string | undefined }[], headers: Record<string, string> = {}) => s3.run('CompleteMultipartUpload', { Bucket: 'box', Key: 'big', UploadId: id, MultipartUpload: { Parts: parts } }, { headers });

beforeEach(async () => { s3 = await accountWithBucket('box', 'Enabled'); });
afterEach(() => s3.close());

test('parts become one object with S3\'s ETag and a checksum over all bytes, readable by range and by part', async () => {
  await begin({ 'content-type': 'text/plain', 'x-amz-meta-a': '1', 'x-amz-tagging': 't=1' });
  const one = await part(1, FIRST);
  const two = await part(2, 'tail');
  const done = await complete([{ PartNumber: 1, ETag: one.headers['etag'] }, { PartNumber: 2, ETag: two.headers['etag'] }]);
  expect(done['ETag']).toBe(`"${md5(Buffer.concat([md5(FIRST), md5(Buffer.from('tail'))])).toString('hex')}-2"`);
  expect(done).toMatchObject({ ChecksumCRC64NVME: checksumOf('CRC64NVME', Buffer.concat([FIRST, Buffer.from('tail')])), ChecksumType: 'FULL_OBJECT' });
  const range = await s3.send({ path: '/box/big', headers: { range: `bytes=${5 * MIB - 2}-${5 * MIB + 1}` } });
  expect([range.status, range.text]).toEqual([206, 'aata']);
  const second = await s3.send({ path: '/box/big', query: 'partNumber=2' });
  expect([second.status, second.text, second.headers['x-amz-mp-parts-count'], second.headers['x-amz-meta-a'], second.headers['x-amz-tagging-count']]).toEqual([206, 'tail', '2', '1', '1']);
  expect((await s3.send({ path: '/box/big', query: 'partNumber=3' })).error).toBe('InvalidPartNumber');
});

test('a copy of an object made of parts is one body with its own MD5 as ETag', async () => {
  await begin();
  const one = await part(1, FIRST);
  const two = await part(2, 'tail');
  await complete([{ PartNumber: 1, ETag: one.headers['etag'] }, { PartNumber: 2, ETag: two.headers['etag'] }]);
  await s3.send({ method: 'PUT', path: '/box/copy', headers: { 'x-amz-copy-source': 'box/big' } });
  const copy = await s3.send({ method: 'HEAD', path: '/box/copy' });
  expect(copy.headers['etag']).toBe(`"${createHash('md5').update(FIRST).update('tail').digest('hex')}"`);
  expect(copy.headers['content-length']).toBe(String(5 * MIB + 4));
});

test('a composite checksum is that of the parts\' checksums', async () => {
  await begin({ 'x-amz-checksum-algorithm': 'SHA256' });
  expect(await part(1, 'alone')).toMatchObject({ error: 'InvalidRequest' });
  const value = checksumOf('SHA256', Buffer.from('alone'));
  const one = await part(1, 'alone', { 'x-amz-checksum-sha256': value });
  const done = await complete([{ PartNumber: 1, ETag: one.headers['etag'] }]);
  expect(done).toMatchObject({ ChecksumSHA256: `${checksumOf('SHA256', Buffer.from(value, 'base64'))}-1`, ChecksumType: 'COMPOSITE' });
  expect(await s3.run('GetObjectAttributes', { Bucket: 'box', Key: 'big', ObjectAttributes: ['ObjectParts'] })).toMatchObject({ ObjectParts: { TotalPartsCount: 1, Parts: [{ PartNumber: 1, Size: 5, ChecksumSHA256: value }] } });
});

test('a completion with small, missing, wrong or unordered parts fails and keeps the upload', async () => {
  await begin();
  const small = (await part(1, 'small')).headers['etag'];
  const last = (await part(2, 'last')).headers['etag'];
  await expect(complete([{ PartNumber: 1, ETag: small }, { PartNumber: 2, ETag: last }])).rejects.toMatchObject({ code: 'EntityTooSmall' });
  await expect(complete([{ PartNumber: 2, ETag: last }, { PartNumber: 1, ETag: small }])).rejects.toMatchObject({ code: 'InvalidPartOrder' });
  await expect(complete([{ PartNumber: 3, ETag: last }])).rejects.toMatchObject({ code: 'InvalidPart' });
  await expect(complete([{ PartNumber: 1, ETag: '"wrong"' }])).rejects.toMatchObject({ code: 'InvalidPart' });
  await expect(complete([])).rejects.toMatchObject({ code: 'MalformedXML' });
  expect((await s3.run('ListParts', { Bucket: 'box', Key: 'big', UploadId: id }))['Parts']).toHaveLength(2);
  await complete([{ PartNumber: 1, ETag: small }]);
  expect((await s3.send({ path: '/box/big' })).text).toBe('small');
});

test('an aborted upload is gone, with its parts', async () => {
  await begin();
  await part(1, 'x');
  expect((await s3.run('ListMultipartUploads', { Bucket: 'box' }))['Uploads']).toMatchObject([{ UploadId: id, Key: 'big' }]);
  await s3.run('AbortMultipartUpload', { Bucket: 'box', Key: 'big', UploadId: id });
  expect(await part(1, 'x')).toMatchObject({ error: 'NoSuchUpload' });
  expect((await s3.run('ListMultipartUploads', { Bucket: 'box' }))['Uploads']).toEqual([]);
  expect(s3.context.catalogue.db.prepare('SELECT count(*) AS n FROM blob').get()).toMatchObject({ n: 0 });
});

test('a part can be a range of another object', async () => {
  await s3.send({ method: 'PUT', path: '/box/source', body: 'abcdef' });
  await begin();
  const copied = await s3.send({ method: 'PUT', path: '/box/big', query: `partNumber=1&uploadId=${id}`, headers: { 'x-amz-copy-source': 'box/source', 'x-amz-copy-source-range': 'bytes=1-3' } });
  expect(copied.text).toContain('<CopyPartResult');
  await complete([{ PartNumber: 1, ETag: `"${createHash('md5').update('bcd').digest('hex')}"` }]);
  expect((await s3.send({ path: '/box/big' })).text).toBe('bcd');
  const outside = { 'x-amz-copy-source': 'box/source', 'x-amz-copy-source-range': 'bytes=1-6' };
  await begin();
  expect(await s3.send({ method: 'PUT', path: '/box/big', query: `partNumber=1&uploadId=${id}`, headers: outside })).toMatchObject({ error: 'InvalidArgument' });
});

test('a completion honours conditions and the announced size', async () => {
  await s3.send({ method: 'PUT', path: '/box/big', body: 'there' });
  await begin();
  const ETag = (await part(1, 'x')).headers['etag'];
  await expect(complete([{ PartNumber: 1, ETag }], { 'if-none-match': '*' })).rejects.toMatchObject({ code: 'PreconditionFailed' });
  await expect(s3.run('CompleteMultipartUpload', { Bucket: 'box', Key: 'big', UploadId: id, MpuObjectSize: 5, MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] } })).rejects.toMatchObject({ code: 'InvalidRequest' });
  expect((await s3.send({ path: '/box/big' })).text).toBe('there');
});
