import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestSandbox } from '../../src/sandbox/testing/start-test-sandbox.ts';
import type { TestSandbox } from '../../src/sandbox/testing/start-test-sandbox.ts';
import { findRclone, runClient, titled } from './tools.ts';

const tool = findRclone();
let sandbox: TestSandbox;

const rclone = (...args: readonly string[]): Promise<string> => {
  const env = { RCLONE_CONFIG: '/dev/null', RCLONE_CONFIG_BOX_TYPE: 's3', RCLONE_CONFIG_BOX_PROVIDER: 'AWS', RCLONE_CONFIG_BOX_ENV_AUTH: 'true', RCLONE_CONFIG_BOX_REGION: 'us-west-2', RCLONE_CONFIG_BOX_LOCATION_CONSTRAINT: 'us-west-2', RCLONE_CONFIG_BOX_FORCE_PATH_STYLE: 'true', RCLONE_CONFIG_BOX_ENDPOINT: sandbox.address.endpoint, AWS_CA_BUNDLE: '' };
  return runClient(sandbox, 'platform-admin', [tool.command ?? '', ...args], env);
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
  await rclone('backend', 'versioning', 'box:rclone-box', 'Enabled').catch(async () => runVersioning());
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

/** Older releases cannot switch versioning on: the SDK does. */
async function runVersioning(): Promise<string> {
  const { S3 } = await import('@aws-sdk/client-s3');
  const keys = sandbox.keys['platform-admin'];
  if (!keys) throw new Error('no platform-admin');
  const s3 = new S3({ region: 'us-west-2', endpoint: sandbox.address.endpoint, forcePathStyle: true, credentials: { accessKeyId: keys.accessKeyId, secretAccessKey: keys.secretAccessKey } });
  await s3.putBucketVersioning({ Bucket: 'rclone-box', VersioningConfiguration: { Status: 'Enabled' } });
  return '';
}
