import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accountWithBucket } from '../testing/fake-account.ts';
import type { FakeAccount } from '../testing/fake-account.ts';

let s3: FakeAccount;

const put = (body: string, headers: Record<string, string> = {}, key = 'k') => s3.send({ method: 'PUT', path: `/box/${key}`, body, headers });
const get = (query = '', headers: Record<string, string> = {}, key = 'k') => s3.send({ path: `/box/${key}`, query, headers });
const remove = (query = '', key = 'k') => s3.send({ method: 'DELETE', path: `/box/${key}`, query });
const versions = async () => [...(await s3.send({ path: '/box', query: 'versions' })).text.matchAll(/<(Version|DeleteMarker)><Key>([^<]*)<\/Key><VersionId>([^<]*)<\/VersionId><IsLatest>(\w+)/g)].map(([, kind, key, id, latest]) => ({ kind, key, id, latest: latest === 'true' }));

afterEach(() => s3.close());

describe('in a bucket with versioning', () => {
  beforeEach(async () => { s3 = await accountWithBucket('box', 'Enabled'); });

  test('every put makes a version that stays readable by its id', async () => {
    const first = await put('one');
    const second = await put('two');
    expect(first.headers['x-amz-version-id']).toMatch(/^[\w.]{32}$/);
    expect((await get()).text).toBe('two');
    expect((await get(`versionId=${first.headers['x-amz-version-id']}`)).text).toBe('one');
    expect((await versions()).map((row) => [row.id, row.latest])).toEqual([[second.headers['x-amz-version-id'], true], [first.headers['x-amz-version-id'], false]]);
  });

  test('a delete hides the object behind a marker, and removing the marker brings it back', async () => {
    await put('one');
    const deleted = await remove();
    expect(deleted.headers['x-amz-delete-marker']).toBe('true');
    const hidden = await get();
    expect([hidden.status, hidden.error, hidden.headers['x-amz-delete-marker'], hidden.headers['x-amz-version-id']]).toEqual([404, 'NoSuchKey', 'true', deleted.headers['x-amz-version-id']]);
    const undeleted = await remove(`versionId=${deleted.headers['x-amz-version-id']}`);
    expect([undeleted.status, undeleted.headers['x-amz-delete-marker'], undeleted.headers['x-amz-version-id']]).toEqual([204, 'true', deleted.headers['x-amz-version-id']]);
    expect((await get()).text).toBe('one');
  });

  test('reading a marker by its own id is MethodNotAllowed with the marker header', async () => {
    const deleted = await remove();
    const read = await get(`versionId=${deleted.headers['x-amz-version-id']}`);
    expect([read.status, read.error, read.headers['x-amz-delete-marker'], read.headers['allow']]).toEqual([405, 'MethodNotAllowed', 'true', 'DELETE']);
  });

  test('deleting the current version by id makes its predecessor current', async () => {
    await put('one');
    const second = await put('two');
    await remove(`versionId=${second.headers['x-amz-version-id']}`);
    expect((await get()).text).toBe('one');
    expect(await versions()).toHaveLength(1);
  });

  test('a version id that never existed is NoSuchVersion, and text that is none is InvalidArgument', async () => {
    const made = await put('one');
    await remove(`versionId=${made.headers['x-amz-version-id']}`);
    expect((await get(`versionId=${made.headers['x-amz-version-id']}`)).error).toBe('NoSuchVersion');
    expect((await get('versionId=nonsense')).error).toBe('InvalidArgument');
    expect((await get('versionId=null')).error).toBe('NoSuchVersion');
  });

  test('a bucket with only a delete marker left is not empty', async () => {
    await remove();
    await expect(s3.run('DeleteBucket', { Bucket: 'box' })).rejects.toMatchObject({ code: 'BucketNotEmpty', status: 409 });
    const [marker] = await versions();
    await remove(`versionId=${marker?.id}`);
    await s3.run('DeleteBucket', { Bucket: 'box' });
    expect((await get()).error).toBe('NoSuchBucket');
  });

  test('deleting a thousand keys in one request answers each of them', async () => {
    for (let index = 0; index < 5; index += 1) await put('x', {}, `k${index}`);
    const objects = Array.from({ length: 1000 }, (_, index) => ({ Key: `k${index}` }));
    const answer = await s3.run('DeleteObjects', { Bucket: 'box', Delete: { Objects: objects } }, { headers: { 'content-md5': 'unused' } }).catch((error: unknown) => error);
    expect(answer).toMatchObject({ Deleted: expect.toSatisfy((deleted: readonly { DeleteMarker?: boolean }[]) => deleted.length === 1000 && deleted.every((one) => one.DeleteMarker)) });
    await expect(s3.run('DeleteObjects', { Bucket: 'box', Delete: { Objects: [...objects, { Key: 'more' }] } }, { headers: { 'content-md5': 'unused' } })).rejects.toMatchObject({ code: 'MalformedXML' });
  });
});

describe('in a bucket without versioning', () => {
  beforeEach(async () => { s3 = await accountWithBucket('box'); });

  test('a put replaces the object and tells no version id; lists call it null', async () => {
    expect((await put('one')).headers['x-amz-version-id']).toBeUndefined();
    await put('two');
    expect((await get()).text).toBe('two');
    expect(await versions()).toEqual([{ kind: 'Version', key: 'k', id: 'null', latest: true }]);
  });

  test('a delete removes the object for good and leaves no marker', async () => {
    await put('one');
    expect((await remove()).headers['x-amz-delete-marker']).toBeUndefined();
    expect((await get()).error).toBe('NoSuchKey');
    expect(await versions()).toEqual([]);
  });
});

describe('in a bucket whose versioning is suspended', () => {
  let kept: string;

  beforeEach(async () => {
    s3 = await accountWithBucket('box');
    await put('from before versioning');
    await s3.run('PutBucketVersioning', { Bucket: 'box', VersioningConfiguration: { Status: 'Enabled' } });
    kept = (await put('versioned')).headers['x-amz-version-id'] ?? '';
    await s3.run('PutBucketVersioning', { Bucket: 'box', VersioningConfiguration: { Status: 'Suspended' } });
  });

  test('a put replaces only the null version, which becomes current', async () => {
    expect((await put('suspended')).headers['x-amz-version-id']).toBe('null');
    await put('suspended again');
    expect((await versions()).map((row) => row.id)).toEqual(['null', kept]);
    expect((await get('versionId=null')).text).toBe('suspended again');
    expect((await get(`versionId=${kept}`)).text).toBe('versioned');
  });

  test('a delete replaces the null version by a null marker and keeps the others', async () => {
    expect((await remove()).headers).toMatchObject({ 'x-amz-version-id': 'null', 'x-amz-delete-marker': 'true' });
    expect((await versions()).map((row) => [row.kind, row.id])).toEqual([['DeleteMarker', 'null'], ['Version', kept]]);
    await remove('versionId=null');
    expect((await get()).text).toBe('versioned');
  });
});
