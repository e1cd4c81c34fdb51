import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { accountWithBucket } from './testing/fake-account.ts';
import type { FakeAccount } from './testing/fake-account.ts';

let s3: FakeAccount;

const put = (key: string, body: string) => s3.send({ method: 'PUT', path: `/box/${key}`, body });
const get = (key: string, query = '') => s3.send({ path: `/box/${key}`, query, headers: { 'x-amz-checksum-mode': 'ENABLED' } });

beforeEach(async () => { s3 = await accountWithBucket('box', 'Enabled'); });
afterEach(() => s3.close());

test.each([['small', 1000], ['large', 200_000]])('a %s damaged object keeps its ETag, size and checksum, and others with the same bytes stay sound', async (_, size) => {
  const body = 'x'.repeat(size);
  const made = await put('k', body);
  await put('twin', body);
  const before = await get('k');
  expect(s3.control('corrupt-object', { bucket: 'box', key: 'k', mode: 'flip' })).toEqual({ versionId: made.headers['x-amz-version-id'] });
  const after = await get('k');
  expect(after.text).toHaveLength(size);
  expect(after.text).not.toBe(body);
  expect(after.headers).toEqual(before.headers);
  expect((await get('twin')).text).toBe(body);
  expect((await s3.send({ path: '/box', query: 'versions' })).text).toContain(`<Size>${size}</Size>`);
});

test('a truncated object answers its shorter body with an honest length', async () => {
  await put('k', 'abcdefgh');
  s3.control('corrupt-object', { bucket: 'box', key: 'k', mode: 'truncate' });
  const after = await get('k');
  expect([after.text, after.headers['content-length'], after.headers['etag']]).toEqual(['abcd', '4', `"${createHash('md5').update('abcdefgh').digest('hex')}"`]);
});

test('one version can be damaged, also twice, and deleting it leaves nothing behind', async () => {
  const old = (await put('k', 'version one')).headers['x-amz-version-id'] ?? '';
  await put('k', 'version two');
  s3.control('corrupt-object', { bucket: 'box', key: 'k', versionId: old, mode: 'flip' });
  s3.control('corrupt-object', { bucket: 'box', key: 'k', versionId: old, mode: 'truncate' });
  expect((await get('k')).text).toBe('version two');
  expect((await get('k', `versionId=${old}`)).text).toHaveLength(5);
  await s3.send({ method: 'DELETE', path: '/box/k', query: `versionId=${old}` });
  expect(s3.context.catalogue.db.prepare('SELECT count(*) AS n FROM blob').get()).toMatchObject({ n: 1 });
});

test.each([
  [{ bucket: 'none', key: 'k', mode: 'flip' }, 'NoSuchBucket'], [{ bucket: 'box', key: 'none', mode: 'flip' }, 'NoSuchKey'], [{ bucket: 'box', key: 'k', mode: 'burn' }, 'control.bad-params'],
])('corrupt-object %j is refused with %s', async (params, code) => {
  await put('k', 'x');
  expect(() => s3.control('corrupt-object', params)).toThrow(expect.objectContaining({ code }) as Error);
});

test('events of a bucket with notifications are delivered in order to the targets that want them', async () => {
  await put('unheard', 'x');
  await s3.run('PutBucketNotificationConfiguration', { Bucket: 'box', NotificationConfiguration: { EventBridgeConfiguration: {}, QueueConfigurations: [{ Id: 'q', QueueArn: 'arn:aws:sqs:us-west-2:111111111111:q', Events: ['s3:ObjectRemoved:*'], Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: 'in/' }] } } }] } });
  await put('in/a', 'abc');
  s3.tick(60);
  await s3.send({ method: 'DELETE', path: '/box/in/a' });
  await s3.send({ method: 'PUT', path: '/box/copy', headers: { 'x-amz-copy-source': 'box/unheard' } });
  const { events } = s3.control('events-since', { seq: 0 }) as { readonly events: readonly { readonly seq: number; readonly name: string; readonly key: string; readonly at: string; readonly targets: readonly string[] }[] };
  expect(events.map(({ name, key, targets }) => [name, key, targets])).toEqual([
    ['s3:ObjectCreated:Put', 'in/a', ['eventbridge']],
    ['s3:ObjectRemoved:DeleteMarkerCreated', 'in/a', ['arn:aws:sqs:us-west-2:111111111111:q', 'eventbridge']],
    ['s3:ObjectCreated:Copy', 'copy', ['eventbridge']],
  ]);
  expect(events[1]?.at).toBe('2026-03-10T12:01:00.000000Z');
  expect(s3.control('events-since', { seq: events[1]?.seq })).toMatchObject({ events: [{ key: 'copy' }] });
});
