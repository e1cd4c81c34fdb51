import { afterEach, beforeEach, expect, test } from 'vitest';
import { isoMicros } from '#kit/time';
import { openFakeAccount } from '../testing/fake-account.ts';
import type { FakeAccount } from '../testing/fake-account.ts';

let s3: FakeAccount;
const DAY = 86_400;
const until = (days: number): string => isoMicros(s3.nowMicros() + days * DAY * 1e6).replace(/\.\d+Z$/, 'Z');
const put = (headers: Record<string, string> = {}) => s3.send({ method: 'PUT', path: '/box/k', body: 'x', headers });
const remove = (version: string | undefined, headers: Record<string, string> = {}) => s3.send({ method: 'DELETE', path: '/box/k', query: `versionId=${version}`, headers });
const locked = (mode: string, days: number) => put({ 'x-amz-object-lock-mode': mode, 'x-amz-object-lock-retain-until-date': until(days) });
const id = ({ headers }: { readonly headers: Readonly<Record<string, string>> }): string => headers['x-amz-version-id'] ?? '';

beforeEach(async () => {
  s3 = openFakeAccount();
  await s3.run('CreateBucket', { Bucket: 'box', CreateBucketConfiguration: { LocationConstraint: 'us-west-2' }, ObjectLockEnabledForBucket: true });
});
afterEach(() => s3.close());

test('a bucket with Object Lock is versioned for good and tells its configuration', async () => {
  expect(await s3.run('GetBucketVersioning', { Bucket: 'box' })).toEqual({ Status: 'Enabled' });
  expect(await s3.run('GetObjectLockConfiguration', { Bucket: 'box' })).toEqual({ ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' } });
  await expect(s3.run('PutBucketVersioning', { Bucket: 'box', VersioningConfiguration: { Status: 'Suspended' } })).rejects.toMatchObject({ code: 'InvalidBucketState' });
});

test('COMPLIANCE keeps a version from everybody until its date, while a delete without a version only hides it', async () => {
  const version = id(await locked('COMPLIANCE', 10));
  for (const headers of [{}, { 'x-amz-bypass-governance-retention': 'true' }]) {
    expect(await remove(version, headers)).toMatchObject({ status: 403, error: 'AccessDenied', text: 'Access Denied because object protected by object lock.' });
  }
  const many = await s3.run('DeleteObjects', { Bucket: 'box', Delete: { Objects: [{ Key: 'k', VersionId: version }] } }, { method: 'POST', headers: { 'content-md5': 'x' } });
  expect(many['Errors']).toMatchObject([{ Key: 'k', Code: 'AccessDenied' }]);
  expect((await s3.send({ method: 'DELETE', path: '/box/k' })).headers['x-amz-delete-marker']).toBe('true');
  await expect(s3.run('PutObjectRetention', { Bucket: 'box', Key: 'k', VersionId: version, Retention: { Mode: 'COMPLIANCE', RetainUntilDate: until(5) } })).rejects.toMatchObject({ code: 'AccessDenied' });
  await s3.run('PutObjectRetention', { Bucket: 'box', Key: 'k', VersionId: version, Retention: { Mode: 'COMPLIANCE', RetainUntilDate: until(20) } });
  s3.tick(11 * DAY);
  expect((await remove(version)).status).toBe(403);
  s3.tick(10 * DAY);
  expect((await remove(version)).status).toBe(204);
});

test('GOVERNANCE gives way to whoever may bypass it and asks to', async () => {
  const version = id(await locked('GOVERNANCE', 10));
  expect((await remove(version)).error).toBe('AccessDenied');
  expect((await remove(version, { 'x-amz-bypass-governance-retention': 'true' })).status).toBe(204);
});

test('a legal hold stays until it is taken off, whatever the date', async () => {
  const version = id(await put({ 'x-amz-object-lock-legal-hold': 'ON' }));
  s3.tick(4000 * DAY);
  expect((await remove(version)).error).toBe('AccessDenied');
  await s3.run('PutObjectLegalHold', { Bucket: 'box', Key: 'k', VersionId: version, LegalHold: { Status: 'OFF' } });
  expect(await s3.run('GetObjectLegalHold', { Bucket: 'box', Key: 'k', VersionId: version })).toEqual({ LegalHold: { Status: 'OFF' } });
  expect((await remove(version)).status).toBe(204);
});

test('a default retention is on every new version and in what a GET answers', async () => {
  await s3.run('PutObjectLockConfiguration', { Bucket: 'box', ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Years: 1 } } } });
  const version = id(await put());
  const { headers } = await s3.send({ path: '/box/k' });
  expect([headers['x-amz-object-lock-mode'], headers['x-amz-object-lock-retain-until-date']?.slice(0, 10)]).toEqual(['COMPLIANCE', until(365).slice(0, 10)]);
  expect((await remove(version)).error).toBe('AccessDenied');
  expect(await s3.run('GetObjectLockConfiguration', { Bucket: 'box' })).toMatchObject({ ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Years: 1 } } } });
});

test('a bucket without Object Lock takes no lock, and half a retention is refused', async () => {
  await s3.run('CreateBucket', { Bucket: 'free', CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } });
  expect(await s3.send({ method: 'PUT', path: '/free/k', body: 'x', headers: { 'x-amz-object-lock-legal-hold': 'ON' } })).toMatchObject({ error: 'InvalidRequest', text: 'Bucket is missing Object Lock Configuration' });
  expect((await put({ 'x-amz-object-lock-mode': 'COMPLIANCE' })).error).toBe('InvalidArgument');
  expect((await put({ 'x-amz-object-lock-mode': 'COMPLIANCE', 'x-amz-object-lock-retain-until-date': '2020-01-01T00:00:00Z' })).text).toContain('must be in the future');
  await expect(s3.run('PutObjectLockConfiguration', { Bucket: 'free', ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' } })).rejects.toMatchObject({ code: 'InvalidBucketState' });
});
