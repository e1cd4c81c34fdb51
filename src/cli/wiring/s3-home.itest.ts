import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3 } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { drawRun, enterInLedger, readLedger } from '#evidence/ledger';
import { holdLease } from '#programme/home/hold-lease';
import { resultsHome } from '#programme/home/results-home';
import { startTestSandbox } from '../../sandbox/testing/start-test-sandbox.ts';
import type { TestSandbox } from '../../sandbox/testing/start-test-sandbox.ts';
import { openS3Home } from './s3-home.ts';
import type { S3Home } from './s3-home.ts';

let sandbox: TestSandbox;
let s3: S3;
let folder = '';
const opened: S3Home[] = [];

beforeAll(async () => {
  sandbox = await startTestSandbox();
  folder = await mkdtemp(join(tmpdir(), 's3-home-'));
  const keys = sandbox.keys['platform-admin'];
  if (!keys) throw new Error('no keys');
  vi.stubEnv('AWS_ACCESS_KEY_ID', keys.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', keys.secretAccessKey);
  vi.stubEnv('AWS_REGION', 'us-west-2');
  vi.stubEnv('AWS_ENDPOINT_URL_S3', sandbox.address.endpoint);
  s3 = new S3({ forcePathStyle: true });
  await s3.createBucket({ Bucket: 'home-plain', CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } });
  await s3.createBucket({ Bucket: 'home-locked', ObjectLockEnabledForBucket: true, CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } });
});
afterAll(async () => {
  for (const home of opened) home.close();
  s3.destroy();
  vi.unstubAllEnvs();
  await sandbox.close();
  await rm(folder, { recursive: true });
});

async function open(place: string): Promise<S3Home> {
  const home = await openS3Home(place, { env: process.env, retentionSeconds: 3600 });
  opened.push(home);
  return home;
}

async function drill(results: string): Promise<void> {
  const { folder: own, number, id } = await drawRun(results, 'rds-loss');
  await writeFile(join(own, 'run.json'), `{"of":"${id}"}`);
  await enterInLedger(results, { kind: 'finished', number, id, scenario: 'rds-loss', verdict: 'pass', putBack: true, sha256: 'ab' });
}

it('results live in a bucket: the next machine goes on, and of two that drew the same number one is refused', async () => {
  const place = 's3://home-plain/drills/a';
  const machine = (name: string): string => join(folder, name);
  const first = resultsHome((await open(place)).bucket, machine('first'));
  await first.pull();
  await drill(machine('first'));
  await first.push();
  const [second, third] = [resultsHome((await open(place)).bucket, machine('second')), resultsHome((await open(place)).bucket, machine('third'))];
  await Promise.all([second.pull(), third.pull()]);
  await Promise.all([drawRun(machine('second'), 'rds-loss'), drawRun(machine('third'), 'efs-loss')]);
  const outcomes = await Promise.allSettled([second.claim(), third.claim()]);
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(outcomes.find((one) => one.status === 'rejected')?.reason).toMatchObject({ code: 'home.conflict' });
  const fourth = resultsHome((await open(place)).bucket, machine('fourth'));
  await fourth.pull();
  expect((await readLedger(machine('fourth'))).map(({ number, kind }) => [number, kind])).toEqual([[1, 'started'], [1, 'finished'], [2, 'started']]);
});

it('a push that was cut off is made good at the next start of that machine', async () => {
  const { bucket } = await open('s3://home-plain/drills/b');
  const results = join(folder, 'cut');
  const cut = resultsHome({ ...bucket, put: async (key, body, how) => { if (key === 'ledger.ndjson') throw new Error('cut'); return bucket.put(key, body, how); } }, results);
  await cut.pull();
  await drill(results);
  await expect(cut.push()).rejects.toThrow('cut');
  expect(await bucket.get('ledger.ndjson')).toBeNull();
  const again = resultsHome(bucket, results);
  expect(await again.pull()).toEqual({ ahead: true });
  await again.push();
  expect([...(await bucket.list()).keys()].toSorted()).toEqual(['0001-rds-loss/run.json', 'ledger.ndjson']);
});

it('one machine at a time holds a home, by conditions of the bucket itself', async () => {
  const { bucket } = await open('s3://home-plain/drills/c');
  const taken = await Promise.allSettled([holdLease(bucket, 'ci-1'), holdLease(bucket, 'ci-2')]);
  const won = taken.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  expect(won).toHaveLength(1);
  await won[0]?.release();
  await (await holdLease(bucket, 'ci-3')).release();
});

it('where Object Lock is on evidence is retained, and the lease is not', async () => {
  const { bucket } = await open('s3://home-locked');
  const results = join(folder, 'locked');
  const home = resultsHome(bucket, results);
  const lease = await holdLease(bucket, 'ci-1');
  await home.pull();
  await drill(results);
  await home.push();
  await lease.release();
  expect((await s3.headObject({ Bucket: 'home-locked', Key: '0001-rds-loss/run.json' })).ObjectLockMode).toBe('GOVERNANCE');
  const { VersionId } = await s3.headObject({ Bucket: 'home-locked', Key: 'ledger.ndjson' });
  await expect(s3.deleteObject({ Bucket: 'home-locked', Key: 'ledger.ndjson', VersionId })).rejects.toThrow();
  expect((await s3.headObject({ Bucket: 'home-locked', Key: 'lease.json' })).ObjectLockMode).toBeUndefined();
});

it('a bucket that is not there is told in one sentence before anything begins', async () => {
  await expect(open('s3://home-nowhere/x')).rejects.toMatchObject({ code: 'home.unreachable', message: expect.stringContaining('s3://home-nowhere/x') as unknown });
});
