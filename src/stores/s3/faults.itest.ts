import { afterEach, describe, expect, test } from 'vitest';
import { seededRandom } from '#kit/random';
import { openS3 } from './open-s3.ts';
import type { OpenS3Options } from './open-s3.ts';
import type { S3Store } from './s3-store.ts';
import { startFaultServer } from './testing/fault-server.ts';
import type { Fault, FaultScript, FaultServer } from './testing/fault-server.ts';

const QUICK: OpenS3Options = { retry: { attempts: 8, throttledAttempts: 20, baseMs: 1, capMs: 4 }, startInFlight: 8, maxInFlight: 16 };
const open: (() => Promise<void>)[] = [];

async function start(script: FaultScript, options: OpenS3Options = QUICK): Promise<{ server: FaultServer; store: S3Store }> {
  const server = await startFaultServer(script);
  const store = openS3(server.access, options);
  open.push(() => store.close(), () => server.close());
  return { server, store };
}

afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

async function collect<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}

const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `k${String(i).padStart(4, '0')}`);
const sometimes = (rate: number, fault: Fault): (() => Fault) => { const random = seededRandom(`faults-${rate}`); return () => (random() < rate ? fault : 'ok'); };

const errors = (keys: readonly (readonly [string, string])[]): Fault => ({ status: 200, raw: `<DeleteResult>${keys.map(([key, code]) => `<Error><Key>${key}</Key><VersionId>v</VersionId><Code>${code}</Code><Message>m</Message></Error>`).join('')}</DeleteResult>` });

describe('throttling', () => {
  test.each([0.01, 0.1, 0.5])('at a rate of %d every copy, put, read and deletion ends right, with bounded calls', async (rate) => {
    const { server, store } = await start({ fault: sometimes(rate, { status: 503, code: 'SlowDown' }) });
    const keys = names(200);
    const put = await store.putMany(each(keys.map((key) => ({ ref: { bucket: 'bucket', key }, body: Buffer.from(key) }))));
    expect(put).toMatchObject({ done: 200, bytes: 1000, failed: [] });
    const copied = await store.copyMany(each(keys.map((key) => ({ from: { bucket: 'bucket', key }, to: { bucket: 'bucket', key: `copy/${key}` }, sizeBytes: 5 }))));
    expect(copied).toMatchObject({ done: 200, failed: [] });
    expect(server.objects.get('copy/k0007')?.toString()).toBe('k0007');
    const digests = await collect(asPages(store.digestMany(each(keys.map((key) => ({ bucket: 'bucket', key, sizeBytes: 5 }))))));
    expect(digests.map((digested) => digested.ref.key)).toEqual(keys);
    expect(digests.every((digested) => digested.digest?.sizeBytes === 5)).toBe(true);
    expect(await store.deleteMany('bucket', each(keys.map((key) => ({ key, versionId: 'v' }))))).toMatchObject({ done: 200, failed: [] });
    expect(server.objects.size).toBe(200);
    expect(server.requests.length).toBeLessThan((600 + 2) * 20);
  });

  test('at a rate of 0.9 what is reported as done is done, the rest is reported as failed, and calls stay bounded', async () => {
    const { server, store } = await start({ fault: sometimes(0.9, { status: 503, code: 'SlowDown' }) });
    const keys = names(60);
    const outcome = await store.putMany(each(keys.map((key) => ({ ref: { bucket: 'bucket', key }, body: Buffer.from(key) }))));
    expect(outcome.done + outcome.failed.length).toBe(60);
    expect(server.objects.size).toBe(outcome.done);
    expect(outcome.failed.every((failure) => failure.code === 's3.SlowDown' && !server.objects.has(failure.item.key))).toBe(true);
    expect(server.requests.length).toBeLessThanOrEqual(60 * 20);
  });

  test('a listing under throttling is complete or an error, never short', async () => {
    const { server, store } = await start({ fault: sometimes(0.5, { status: 429, code: 'TooManyRequests' }), pageSize: 7 });
    for (const key of names(100)) server.objects.set(key, Buffer.from('x'));
    expect((await collect(store.listVersions('bucket'))).map((entry) => entry.key)).toEqual(names(100));
    const never = await start({ fault: ({ n }) => (n > 3 ? { status: 503, code: 'SlowDown' } : 'ok'), pageSize: 7 });
    for (const key of names(100)) never.server.objects.set(key, Buffer.from('x'));
    await expect(collect(never.store.listObjects('bucket'))).rejects.toMatchObject({ code: 's3.SlowDown' });
  });
});

async function* asPages<T>(items: AsyncIterable<T>): AsyncGenerator<readonly T[]> {
  for await (const item of items) yield [item];
}

describe('lost answers', () => {
  test('a delete without version whose answer is lost leaves one marker, not two', async () => {
    const { server, store } = await start({ fault: ({ n }) => (n === 1 ? 'cut-after' : 'ok') });
    server.objects.set('a', Buffer.from('x'));
    expect(await store.delete({ bucket: 'bucket', key: 'a' })).toEqual({ versionId: 'm', marker: true });
    expect(server.markers.get('a')).toBe(1);
  });

  test('a delete that never arrived is sent again', async () => {
    const { server, store } = await start({ fault: ({ n }) => (n === 1 ? 'cut-before' : 'ok') });
    server.objects.set('a', Buffer.from('x'));
    expect(await store.delete({ bucket: 'bucket', key: 'a' })).toMatchObject({ marker: true });
    expect(server.markers.get('a')).toBe(1);
  });

  test('a batch of deletions without versions whose answer is lost leaves one marker each', async () => {
    const { server, store } = await start({ fault: ({ n }) => (n === 1 ? 'cut-after' : 'ok') });
    const keys = names(20);
    for (const key of keys) server.objects.set(key, Buffer.from('x'));
    expect(await store.deleteMany('bucket', each(keys.map((key) => ({ key }))))).toMatchObject({ done: 20, failed: [] });
    expect([...server.markers.values()].every((count) => count === 1)).toBe(true);
  });

  test.each(['cut-before', 'cut-after', 'cut-body', { status: 500, code: 'InternalError' }, { status: 502, raw: '<html>bad gateway</html>' }] as const)('copies and reads survive one call in three ending as %j', async (fault) => {
    const { server, store } = await start({ fault: ({ n }) => (n % 3 === 0 ? fault : 'ok') });
    for (const key of names(30)) server.objects.set(key, Buffer.from(key));
    expect(await store.copyMany(each(names(30).map((key) => ({ from: { bucket: 'bucket', key }, to: { bucket: 'bucket', key: `c/${key}` }, sizeBytes: 5 }))))).toMatchObject({ done: 30, failed: [] });
    for (const key of names(30)) expect((await store.get({ bucket: 'bucket', key: `c/${key}` })).body.toString()).toBe(key);
  });

  test('a server that never answers is given up after the attempts, with the time it took named', async () => {
    const { server, store } = await start({ fault: () => 'hang' }, { ...QUICK, headersTimeoutMs: 50, retry: { attempts: 2, baseMs: 1, capMs: 1 } });
    await expect(store.get({ bucket: 'bucket', key: 'a' })).rejects.toMatchObject({ code: 's3.Timeout' });
    expect(server.requests).toHaveLength(2);
  });

  test('a port nobody listens on ends in ConnectionRefused', async () => {
    const { server, store } = await start({ fault: () => 'ok' });
    await server.close();
    open.pop();
    await expect(store.get({ bucket: 'bucket', key: 'a' })).rejects.toMatchObject({ code: 's3.ConnectionRefused' });
  });
});

describe('answers that look like success', () => {
  test('an error inside a copy answered 200 is retried when it is temporary and reported when it is not', async () => {
    const { server, store } = await start({ fault: ({ n }) => (n === 1 ? { status: 200, raw: '<Error><Code>InternalError</Code><Message>try again</Message></Error>' } : n === 3 ? { status: 200, raw: '<Error><Code>AccessDenied</Code><Message>no</Message></Error>' } : 'ok') });
    const copy = { from: { bucket: 'bucket', key: 'a' }, to: { bucket: 'bucket', key: 'b' }, sizeBytes: 1 };
    expect(await store.copyMany(each([copy]))).toMatchObject({ done: 1 });
    expect(await store.copyMany(each([copy]))).toMatchObject({ done: 0, failed: [{ item: copy, code: 's3.AccessDenied' }] });
    expect(server.requests).toHaveLength(3);
  });

  test('keys that DeleteObjects could not delete are sent again when that may help, and reported when not', async () => {
    const { server, store } = await start({ fault: ({ n }) => (n === 1 ? errors([['a', 'InternalError'], ['b', 'AccessDenied']]) : 'ok') });
    const outcome = await store.deleteMany('bucket', each(['a', 'b', 'c'].map((key) => ({ key, versionId: 'v' }))));
    expect(outcome).toMatchObject({ done: 2, failed: [{ item: { key: 'b' }, code: 's3.AccessDenied' }] });
    expect(server.requests).toHaveLength(2);
  });

  test('an error that names no key of the batch leaves none of it counted as deleted', async () => {
    const { store } = await start({ fault: () => ({ status: 200, raw: '<DeleteResult><Error><Key>other</Key><Code>AccessDenied</Code></Error></DeleteResult>' }) });
    expect(await store.deleteMany('bucket', each([{ key: 'a', versionId: 'v' }, { key: 'b', versionId: 'v' }]))).toMatchObject({ done: 0, failed: [{}, {}] });
  });

  test('a listing cut in the middle is asked for again', async () => {
    const { server, store } = await start({ fault: () => 'ok', pageSize: 5, listing: (xml, n) => (n % 2 === 1 ? xml.slice(0, Math.floor(xml.length / 2)) : xml) });
    for (const key of names(23)) server.objects.set(key, Buffer.from('x'));
    expect((await collect(store.listVersions('bucket'))).map((entry) => entry.key)).toEqual(names(23));
  });

  test('a listing that is cut each time is an error', async () => {
    const { server, store } = await start({ fault: () => 'ok', listing: (xml) => xml.slice(0, -9) });
    server.objects.set('a', Buffer.from('x'));
    await expect(collect(store.listObjects('bucket'))).rejects.toMatchObject({ code: 's3.TruncatedResponse' });
    expect(server.requests.length).toBeLessThanOrEqual(8);
  });

  test.each(['listVersions', 'listObjects'] as const)('%s with a repeated continuation token ends in an error with bounded calls', async (method) => {
    const { server, store } = await start({ fault: () => 'ok', pageSize: 5, listing: (xml) => xml.replace(/<NextKeyMarker>[^<]*/, '<NextKeyMarker>k0004').replace(/<NextContinuationToken>[^<]*/, '<NextContinuationToken>k0004') });
    for (const key of names(50)) server.objects.set(key, Buffer.from('x'));
    await expect(collect(store[method]('bucket'))).rejects.toMatchObject({ code: expect.stringMatching(/^s3\.Listing(Loop|Disorder)$/) });
    expect(server.requests.length).toBeLessThan(12);
  });

  test('a page that is no XML of S3 is an error that says so', async () => {
    const { store } = await start({ fault: () => 'ok', listing: (xml) => xml.replace('<Key>', '<Key><b/>').replace('<IsTruncated>', '<IsTruncated>maybe') });
    await expect(collect(store.listObjects('bucket'))).rejects.toMatchObject({ code: 's3.MalformedListing' });
  });
});

describe('credentials and final errors', () => {
  test('expired credentials are refreshed once for all requests in flight', async () => {
    const { server, store } = await start({ fault: ({ token }) => (token === 'token-0' ? { status: 400, code: 'ExpiredToken' } : 'ok') });
    for (const key of names(50)) server.objects.set(key, Buffer.from('x'));
    expect(await store.copyMany(each(names(50).map((key) => ({ from: { bucket: 'bucket', key }, to: { bucket: 'bucket', key: `c${key}` }, sizeBytes: 1 }))))).toMatchObject({ done: 50, failed: [] });
    expect(server.refreshes).toBe(1);
  });

  test('a HEAD with expired credentials, which has no body to say so, refreshes too', async () => {
    const { server, store } = await start({ fault: ({ token }) => (token === 'token-0' ? { status: 400, code: 'ExpiredToken' } : 'ok') });
    server.objects.set('a', Buffer.from('xyz'));
    expect(await store.head({ bucket: 'bucket', key: 'a' })).toMatchObject({ sizeBytes: 3 });
  });

  test('credentials that stay expired are an error after one refresh', async () => {
    const { server, store } = await start({ fault: () => ({ status: 400, code: 'ExpiredToken' }) });
    await expect(store.get({ bucket: 'bucket', key: 'a' })).rejects.toMatchObject({ code: 's3.ExpiredToken' });
    expect(server.requests).toHaveLength(2);
  });

  test.each([[403, 'AccessDenied'], [404, 'NoSuchBucket'], [409, 'OperationAborted'], [412, 'PreconditionFailed']] as const)('%d %s is asked for once', async (status, code) => {
    const { server, store } = await start({ fault: () => ({ status, code }) });
    await expect(store.put({ bucket: 'bucket', key: 'a' }, Buffer.from('x'))).rejects.toMatchObject({ code: `s3.${code}`, message: expect.stringContaining('scripted') });
    expect(server.requests).toHaveLength(1);
  });

  test('an empty key or a bucket that is no bucket name never leaves the process', async () => {
    const { server, store } = await start({ fault: () => 'ok' });
    await expect(store.delete({ bucket: 'bucket', key: '' })).rejects.toMatchObject({ code: 's3.EmptyKey' });
    await expect(store.delete({ bucket: 'bucket/x?', key: 'a' })).rejects.toMatchObject({ code: 's3.InvalidBucketName' });
    await expect(store.delete({ bucket: '..', key: 'a' })).rejects.toMatchObject({ code: 's3.InvalidBucketName' });
    expect(server.requests).toHaveLength(0);
  });

  test('an abort stops the stream and is thrown after what was under way has ended', async () => {
    const { server, store } = await start({ fault: () => 'ok' });
    const stop = new AbortController();
    async function* endless(): AsyncGenerator<{ ref: { bucket: string; key: string }; body: Buffer }> {
      for (let i = 0; ; i += 1) {
        if (i === 40) stop.abort(new Error('stopped'));
        yield { ref: { bucket: 'bucket', key: `k${i}` }, body: Buffer.from('x') };
      }
    }
    await expect(store.putMany(endless(), { signal: stop.signal })).rejects.toThrow('stopped');
    expect(server.objects.size).toBeLessThanOrEqual(40);
  });
});
