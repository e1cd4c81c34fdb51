import { CreateBucketCommand, PutBucketVersioningCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AwsAccess } from '#contract/aws';
import { sha256 } from '#kit/digest';
import { startTestSandbox } from '#sandbox/testing/start-test-sandbox';
import type { TestSandbox } from '#sandbox/testing/start-test-sandbox';
import { s3Client } from '#targets/clients';
import { keyAccess } from '#targets/key-access';
import { guardedAgent } from '#targets/guarded-dispatcher';
import { Aimd } from './aimd.ts';
import { DEFAULT_RETRY } from './backoff.ts';
import { walkListing } from './list-walk.ts';
import { openS3 } from './open-s3.ts';
import { S3Caller } from './s3-caller.ts';
import type { S3Store, VersionEntry } from './s3-store.ts';
import { HOSTILE } from './testing/hostile-keys.ts';

const MIB = 1_048_576;
let sandbox: TestSandbox;
let access: AwsAccess;
let store: S3Store;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  access = keyAccess(sandbox.keys, { user: 'platform-admin', principal: 'platform-admin', region: 'us-west-2', endpoint: new URL(sandbox.address.endpoint) });
  store = openS3(access, { singleCopyBytes: 8 * MIB, partBytes: 5 * MIB, maxInFlight: 32 });
});

afterAll(async () => {
  await store.close();
  expect(sandbox.log).toEqual([]);
  await sandbox.close();
});

async function makeBucket(name: string): Promise<string> {
  const client = s3Client(access);
  await client.send(new CreateBucketCommand({ Bucket: name, CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } }));
  await client.send(new PutBucketVersioningCommand({ Bucket: name, VersioningConfiguration: { Status: 'Enabled' } }));
  client.destroy();
  return name;
}

async function collect<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}

async function* each<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}

const bytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

async function serial(kind: 'versions' | 'objects', bucket: string): Promise<VersionEntry[]> {
  const origin = new URL(sandbox.address.endpoint);
  const dispatcher = guardedAgent(origin);
  const caller = new S3Caller({ access, dispatcher, origin, limiter: new Aimd(), retry: DEFAULT_RETRY });
  const all = await collect(walkListing({ caller, kind, bucket, prefix: '' }));
  await dispatcher.destroy();
  return all;
}

describe('hostile keys', () => {
  test('survive put, list, get, copy, deletion and undeletion byte for byte', async () => {
    const [bucket, other] = [await makeBucket('hostile-a'), await makeBucket('hostile-b')];
    const sorted = [...HOSTILE].sort(bytes);
    expect(await store.putMany(each(HOSTILE.map((key) => ({ ref: { bucket, key }, body: Buffer.from(`body of ${key}`) }))))).toMatchObject({ done: HOSTILE.length, failed: [] });
    expect((await collect(store.listObjects(bucket))).map((entry) => entry.key)).toEqual(sorted);
    const copies = (await collect(store.listVersions(bucket))).map((entry) => ({ from: { bucket, key: entry.key, versionId: entry.versionId }, to: { bucket: other, key: entry.key }, sizeBytes: entry.sizeBytes }));
    expect(await store.copyMany(each(copies))).toMatchObject({ done: HOSTILE.length, failed: [] });
    for await (const { ref, digest } of store.digestMany(each(sorted.map((key) => ({ bucket: other, key, sizeBytes: 1 }))))) expect(digest?.sha256).toBe(sha256(`body of ${ref.key}`));
    expect(await store.deleteMany(bucket, each(HOSTILE.map((key) => ({ key }))))).toMatchObject({ done: HOSTILE.length, failed: [] });
    expect(await collect(store.listObjects(bucket))).toEqual([]);
    const markers = (await collect(store.listVersions(bucket))).filter((entry) => entry.marker);
    expect(markers.map((entry) => entry.key)).toEqual(sorted);
    expect(markers.every((entry) => entry.isLatest)).toBe(true);
    expect(await store.deleteMany(bucket, each(markers.map(({ key, versionId }) => ({ key, versionId }))))).toMatchObject({ done: HOSTILE.length, failed: [] });
    expect((await collect(store.listObjects(bucket))).map((entry) => entry.key)).toEqual(sorted);
  });
});

describe('objects', () => {
  test('metadata, content type and tags are written, read and kept by copies', async () => {
    const bucket = await makeBucket('objects-a');
    const put = await store.put({ bucket, key: 'a' }, Buffer.from('hello'), { contentType: 'text/css', metadata: { Owner: 'me and you' }, tags: { team: 'a=b', 'space key': '+/:@' } });
    await store.copyMany(each([{ from: { bucket, key: 'a' }, to: { bucket, key: 'b' }, sizeBytes: 5 }]));
    for (const key of ['a', 'b']) {
      const { body, digest } = await store.get({ bucket, key });
      expect(body.toString()).toBe('hello');
      expect(digest).toMatchObject({ sha256: sha256('hello'), sizeBytes: 5, contentType: 'text/css', tagCount: 2, metadata: { 'content-type': 'text/css', 'x-amz-meta-owner': 'me and you' } });
      expect(await store.tags({ bucket, key })).toEqual({ team: 'a=b', 'space key': '+/:@' });
      expect(await store.digest({ bucket, key })).toEqual(digest);
    }
    expect((await store.head({ bucket, key: 'a' }))?.versionId).toBe(put.versionId);
  });

  test('a copy in parts keeps content, metadata and tags of the version it names', async () => {
    const bucket = await makeBucket('parts-a');
    const large = Buffer.alloc(11 * MIB, 'redrill ');
    const { versionId } = await store.put({ bucket, key: 'large' }, large, { contentType: 'image/png', metadata: { a: 'b' }, tags: { t: 'v' } });
    await store.put({ bucket, key: 'large' }, Buffer.from('newer'));
    const copy = { from: { bucket, key: 'large', versionId: versionId ?? '' }, to: { bucket, key: 'copy of large' }, sizeBytes: large.length };
    expect(await store.copyMany(each([copy]))).toEqual({ done: 1, bytes: large.length, failed: [] });
    const digest = await store.digest({ bucket, key: 'copy of large' });
    expect(digest).toMatchObject({ sha256: sha256(large), contentType: 'image/png', tagCount: 1, metadata: { 'x-amz-meta-a': 'b' } });
    expect(digest.etag).toMatch(/-3$/);
    expect(await store.tags({ bucket, key: 'copy of large' })).toEqual({ t: 'v' });
  });

  test('conditional writes hold', async () => {
    const bucket = await makeBucket('conditions-a');
    const ref = { bucket, key: 'lease' };
    const { etag } = await store.put(ref, Buffer.from('1'), { ifNoneMatch: '*' });
    await expect(store.put(ref, Buffer.from('2'), { ifNoneMatch: '*' })).rejects.toMatchObject({ code: 's3.PreconditionFailed' });
    await store.put(ref, Buffer.from('3'), { ifMatch: etag });
    await expect(store.put(ref, Buffer.from('4'), { ifMatch: etag })).rejects.toMatchObject({ code: 's3.PreconditionFailed' });
    expect((await store.get(ref)).body.toString()).toBe('3');
  });

  test('what is missing is said in the terms of AWS', async () => {
    const bucket = await makeBucket('missing-a');
    await expect(store.get({ bucket, key: 'no' })).rejects.toMatchObject({ code: 's3.NoSuchKey' });
    await expect(store.get({ bucket: 'no-such-bucket', key: 'no' })).rejects.toMatchObject({ code: 's3.NoSuchBucket' });
    await expect(collect(store.listVersions('no-such-bucket'))).rejects.toMatchObject({ code: 's3.NoSuchBucket' });
    expect(await store.head({ bucket, key: 'no' })).toBeNull();
    await store.put({ bucket, key: 'a' }, Buffer.from('x'));
    expect(await store.delete({ bucket, key: 'a' })).toMatchObject({ marker: true });
    expect(await store.head({ bucket, key: 'a' })).toBeNull();
    const stranger = openS3(keyAccess(sandbox.keys, { user: 'backup-admin', principal: 'backup-admin', region: 'us-west-2', endpoint: new URL(sandbox.address.endpoint) }));
    await expect(stranger.put({ bucket, key: 'a' }, Buffer.from('x'))).rejects.toMatchObject({ code: 's3.AccessDenied' });
    await stranger.close();
  });
});

describe('listings', () => {
  test('fetched in parallel they equal the serial walk: order, versions, markers, prefixes', async () => {
    const bucket = await makeBucket('listing-a');
    const keys = Array.from({ length: 3400 }, (_, i) => (i % 17 === 0 ? `top-${i}` : `data/${String(i % 13).padStart(2, '0')}/${i}`));
    await store.putMany(each(keys.map((key) => ({ ref: { bucket, key }, body: Buffer.from('x') }))));
    await store.putMany(each(keys.slice(0, 900).map((key) => ({ ref: { bucket, key }, body: Buffer.from('y') }))));
    await store.deleteMany(bucket, each(keys.slice(500, 1500).map((key) => ({ key }))));
    const parallel = await collect(store.listVersions(bucket));
    expect(parallel).toHaveLength(3400 + 900 + 1000);
    expect(parallel).toEqual(await serial('versions', bucket));
    expect(parallel.map((entry) => entry.key)).toEqual(parallel.map((entry) => entry.key).sort(bytes));
    expect(await collect(store.listObjects(bucket))).toEqual(await serial('objects', bucket));
    expect((await collect(store.listObjects(bucket, { prefix: 'data/07/' }))).every((entry) => entry.key.startsWith('data/07/'))).toBe(true);
    const firstOfKey = parallel.filter((entry, i) => parallel[i - 1]?.key !== entry.key);
    expect(firstOfKey.every((entry) => entry.isLatest)).toBe(true);
  });

  test('left after the first page they leave nothing behind', async () => {
    for await (const page of store.listVersions('listing-a')) {
      expect(page.length).toBeGreaterThan(0);
      break;
    }
    const stop = new AbortController();
    const reading = (async () => { for await (const page of store.listVersions('listing-a', { signal: stop.signal })) stop.abort(new Error(`stopped at ${page.length}`)); })();
    await expect(reading).rejects.toThrow('stopped at 1000');
  });
});
