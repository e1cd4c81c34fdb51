import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { S3 } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestSandbox } from '../../src/sandbox/testing/start-test-sandbox.ts';
import type { TestSandbox } from '../../src/sandbox/testing/start-test-sandbox.ts';
import { findRclone, runClient, titled } from './tools.ts';

const tool = findRclone();
let sandbox: TestSandbox;

const rclone = (...args: readonly string[]): Promise<string> => {
  // Provider "AWS" insists on bucket names as host names, which a plain address cannot have.
  const box = { TYPE: 's3', PROVIDER: 'Other', ENV_AUTH: 'true', REGION: 'us-west-2', LOCATION_CONSTRAINT: 'us-west-2', LIST_VERSION: '2', LIST_URL_ENCODE: 'true', ENDPOINT: sandbox.address.endpoint };
  const env = Object.fromEntries(Object.entries(box).map(([name, value]) => [`RCLONE_CONFIG_BOX_${name}`, value]));
  return runClient(sandbox, 'platform-admin', [tool.command ?? '', '--retries', '1', '--low-level-retries', '2', ...args], { RCLONE_CONFIG: '/dev/null', AWS_CA_BUNDLE: '', ...env });
};

beforeAll(async () => { sandbox = await startTestSandbox(); });
afterAll(async () => {
  expect(sandbox.log).toEqual([]);
  await sandbox.close();
});

test.skipIf(tool.command === null)(titled(tool, 'rclone', 'a folder is copied up, deleted, listed with its old versions, restored from them and checked equal'), async () => {
  const [up, down] = [join(sandbox.state, 'up'), join(sandbox.state, 'down')];
  mkdirSync(join(up, 'deep', 'er'), { recursive: true });
  writeFileSync(join(up, 'a b+c.txt'), 'first');
  writeFileSync(join(up, 'deep', 'er', 'é.bin'), Buffer.alloc(7_000_000, 'big'));
  await rclone('mkdir', 'box:rclone-box');
  await enableVersioning('rclone-box');
  await rclone('copy', up, 'box:rclone-box', '--s3-upload-cutoff', '5M');
  await rclone('check', up, 'box:rclone-box', '--download');
  await rclone('delete', 'box:rclone-box');
  expect((await rclone('lsf', '-R', '--files-only', 'box:rclone-box')).trim()).toBe('');
  const old = (await rclone('lsf', '-R', '--files-only', '--s3-versions', 'box:rclone-box')).trim().split('\n');
  expect(old).toHaveLength(2);
  expect(old.every((name) => /-v\d{4}-\d\d-\d\d-\d{6}-\d{3}/.test(name))).toBe(true);
  await rclone('copy', '--s3-versions', 'box:rclone-box', down);
  const restored = (name: RegExp): Buffer => readFileSync(join(down, old.find((path) => name.test(path)) ?? ''));
  expect(restored(/a b\+c/).toString()).toBe('first');
  expect(restored(/deep\/er/).equals(Buffer.alloc(7_000_000, 'big'))).toBe(true);
});

test.skipIf(tool.command === null)(titled(tool, 'rclone', 'a bucket is synced into a vault and back after it was purged'), async () => {
  const files = join(sandbox.state, 'many');
  mkdirSync(files);
  for (let index = 0; index < 60; index += 1) writeFileSync(join(files, `file ${index}.txt`), `content ${index}`);
  await rclone('copy', files, 'box:rclone-source');
  await rclone('sync', 'box:rclone-source', 'box:rclone-vault');
  await rclone('purge', 'box:rclone-source');
  await expect(rclone('lsf', 'box:rclone-source')).rejects.toThrow('directory not found');
  await rclone('sync', 'box:rclone-vault', 'box:rclone-source');
  await rclone('check', files, 'box:rclone-source', '--download');
  expect((await rclone('lsf', 'box:rclone-source')).trim().split('\n')).toHaveLength(60);
});

/** Not every release of rclone can switch versioning on. */
async function enableVersioning(bucket: string): Promise<void> {
  const keys = sandbox.keys['platform-admin'];
  if (!keys) throw new Error('no platform-admin');
  const s3 = new S3({ region: 'us-west-2', endpoint: sandbox.address.endpoint, forcePathStyle: true, credentials: { accessKeyId: keys.accessKeyId, secretAccessKey: keys.secretAccessKey } });
  await s3.putBucketVersioning({ Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } });
}
