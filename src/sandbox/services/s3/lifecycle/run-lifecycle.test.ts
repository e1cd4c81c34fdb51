import { afterEach, beforeEach, expect, test } from 'vitest';
import { microsOf } from '#kit/time';
import type { Timer } from '../../../service.ts';
import { s3Service } from '../service.ts';
import { accountWithBucket } from '../testing/fake-account.ts';
import type { FakeAccount } from '../testing/fake-account.ts';

const DAY = 86_400;
let s3: FakeAccount;

const put = (key: string, headers: Record<string, string> = {}, body = 'x') => s3.send({ method: 'PUT', path: `/box/${key}`, body, headers });
const rules = (...Rules: object[]) => s3.run('PutBucketLifecycleConfiguration', { Bucket: 'box', LifecycleConfiguration: { Rules: Rules.map((rule) => ({ Status: 'Enabled', Filter: {}, ...rule })) } });
const run = () => s3.control('run-lifecycle', {});
const listed = async () => [...(await s3.send({ path: '/box', query: 'versions' })).text.matchAll(/<(Version|DeleteMarker)><Key>([^<]*)</g)].map(([, kind, key]) => `${kind} ${key}`);
const timer = (): Timer => s3Service.timers?.(s3.context)[0] as Timer;

beforeEach(async () => { s3 = await accountWithBucket('box', 'Enabled'); });
afterEach(() => s3.close());

test('an object expires at the midnight after its age is reached, by a delete marker', async () => {
  await put('k');
  await rules({ Expiration: { Days: 1 } });
  s3.tick(DAY + 11 * 3600);
  expect(run()).toMatchObject({ expired: 0 });
  s3.tick(3600);
  expect(run()).toMatchObject({ expired: 1 });
  expect(await listed()).toEqual(['DeleteMarker k', 'Version k']);
  expect(run()).toMatchObject({ expired: 0, markersRemoved: 0 });
});

test('without versioning an expired object is gone for good', async () => {
  s3.close();
  s3 = await accountWithBucket('box');
  await put('k');
  await rules({ Expiration: { Days: 1 } });
  s3.tick(2 * DAY);
  run();
  expect(await listed()).toEqual([]);
});

test('prefix, tags and sizes choose what a rule touches', async () => {
  await put('logs/a');
  await put('logs/b', { 'x-amz-tagging': 'keep=no' });
  await put('data/c', { 'x-amz-tagging': 'keep=no' }, 'longer body');
  await rules({ ID: 'tagged', Filter: { And: { Prefix: 'logs/', Tags: [{ Key: 'keep', Value: 'no' }] } }, Expiration: { Days: 1 } }, { ID: 'sized', Filter: { ObjectSizeGreaterThan: 5 }, Expiration: { Days: 1 } });
  s3.tick(2 * DAY);
  expect(run()).toMatchObject({ expired: 2 });
  expect((await s3.send({ path: '/box/logs/a' })).status).toBe(200);
});

test('noncurrent versions go by the age of their successor, but the newest ones named are kept', async () => {
  await put('k', {}, '1');
  s3.tick(10 * DAY);
  await put('k', {}, '2');
  await put('k', {}, '3');
  await put('k', {}, '4');
  await rules({ NoncurrentVersionExpiration: { NoncurrentDays: 2, NewerNoncurrentVersions: 1 } });
  expect(run()).toMatchObject({ noncurrentRemoved: 0 });
  s3.tick(3 * DAY);
  expect(run()).toMatchObject({ noncurrentRemoved: 2 });
  expect(await listed()).toEqual(['Version k', 'Version k']);
  expect((await s3.send({ path: '/box/k' })).text).toBe('4');
});

test('a marker with nothing beneath it goes only when a rule says so', async () => {
  await put('k');
  await s3.send({ method: 'DELETE', path: '/box/k' });
  await rules({ Expiration: { ExpiredObjectDeleteMarker: true } });
  s3.tick(2 * DAY);
  expect(run()).toMatchObject({ markersRemoved: 0 });
  await rules({ ID: 'old', NoncurrentVersionExpiration: { NoncurrentDays: 1 } }, { ID: 'marker', Expiration: { ExpiredObjectDeleteMarker: true } });
  expect(run()).toMatchObject({ noncurrentRemoved: 1, markersRemoved: 1 });
  expect(await listed()).toEqual([]);
});

test('incomplete uploads are aborted with their parts', async () => {
  const { UploadId: id } = await s3.run('CreateMultipartUpload', { Bucket: 'box', Key: 'big' });
  await s3.send({ method: 'PUT', path: '/box/big', query: `partNumber=1&uploadId=${String(id)}`, body: 'part' });
  await rules({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 3 } });
  s3.tick(4 * DAY);
  expect(run()).toMatchObject({ uploadsAborted: 1 });
  await expect(s3.run('ListParts', { Bucket: 'box', Key: 'big', UploadId: id })).rejects.toMatchObject({ code: 'NoSuchUpload' });
});

test('disabled rules and deleted configurations do nothing', async () => {
  await put('k');
  await rules({ Status: 'Disabled', Expiration: { Days: 1 } });
  s3.tick(5 * DAY);
  expect(run()).toMatchObject({ expired: 0 });
  await s3.run('DeleteBucketLifecycle', { Bucket: 'box' });
  await expect(s3.run('GetBucketLifecycleConfiguration', { Bucket: 'box' })).rejects.toMatchObject({ code: 'NoSuchLifecycleConfiguration', status: 404 });
});

test('the timer is due at each midnight in turn, and only while there are rules', async () => {
  expect(timer().next()).toBeNull();
  await put('k');
  await rules({ Expiration: { Days: 1 } });
  expect(timer().next()).toBe(microsOf('2026-03-11T00:00:00Z'));
  s3.tick(3 * DAY);
  await timer().fire(microsOf('2026-03-11T00:00:00Z'));
  expect(await listed()).toEqual(['Version k']);
  expect(timer().next()).toBe(microsOf('2026-03-12T00:00:00Z'));
  await timer().fire(microsOf('2026-03-12T00:00:00Z'));
  expect(await listed()).toEqual(['DeleteMarker k', 'Version k']);
});

test.each([
  ['a transition', { Transitions: [{ Days: 1, StorageClass: 'GLACIER' }] }, 'NotImplemented'], ['no action', {}, 'InvalidRequest'], ['zero days', { Expiration: { Days: 0 } }, 'InvalidArgument'],
  ['two expirations', { Expiration: { Days: 1, ExpiredObjectDeleteMarker: true } }, 'MalformedXML'], ['a wrong status', { Status: 'On', Expiration: { Days: 1 } }, 'MalformedXML'],
])('a rule with %s is refused', async (_, rule, code) => {
  await expect(rules(rule)).rejects.toMatchObject({ code });
});
