import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestSandbox } from '../../src/sandbox/testing/start-test-sandbox.ts';
import type { TestSandbox } from '../../src/sandbox/testing/start-test-sandbox.ts';
import { findAwsCli, runClient, titled } from './tools.ts';

const cli = findAwsCli();
let sandbox: TestSandbox;

const aws = (...args: readonly string[]): Promise<string> => runClient(sandbox, 'platform-admin', [cli.command ?? '', ...args]);
const json = async (...args: readonly string[]): Promise<Record<string, unknown>> => JSON.parse(await aws(...args)) as Record<string, unknown>;

beforeAll(async () => { sandbox = await startTestSandbox(); });
afterAll(async () => {
  expect(sandbox.log).toEqual([]);
  await sandbox.close();
});

test.skipIf(cli.command === null)(titled(cli, 'aws CLI', 'a folder is synced up, deleted, undeleted version by version and synced down again, byte for byte'), async () => {
  const [up, down] = [join(sandbox.state, 'up'), join(sandbox.state, 'down')];
  mkdirSync(join(up, 'sub folder'), { recursive: true });
  writeFileSync(join(up, 'a.txt'), 'first');
  writeFileSync(join(up, 'sub folder', 'b+c.bin'), Buffer.alloc(9_000_000, 'big'));
  await aws('s3', 'mb', 's3://cli-box');
  await aws('s3api', 'put-bucket-versioning', '--bucket', 'cli-box', '--versioning-configuration', 'Status=Enabled');
  await aws('s3', 'sync', up, 's3://cli-box/');
  expect(await aws('s3', 'ls', '--recursive', 's3://cli-box')).toMatch(/ 5 a\.txt\n.* 9000000 sub folder\/b\+c\.bin\n$/);
  await aws('s3', 'rm', '--recursive', 's3://cli-box');
  expect(await aws('s3', 'ls', '--recursive', 's3://cli-box').catch(() => '')).toBe('');
  // rb --force removes no versions: the bucket stays, as on AWS.
  await expect(aws('s3', 'rb', '--force', 's3://cli-box')).rejects.toThrow('BucketNotEmpty');
  const { DeleteMarkers } = await json('s3api', 'list-object-versions', '--bucket', 'cli-box');
  for (const { Key, VersionId } of DeleteMarkers as readonly { readonly Key: string; readonly VersionId: string }[]) await aws('s3api', 'delete-object', '--bucket', 'cli-box', '--key', Key, '--version-id', VersionId);
  await aws('s3', 'sync', 's3://cli-box/', down);
  expect(readFileSync(join(down, 'a.txt'), 'utf8')).toBe('first');
  expect(readFileSync(join(down, 'sub folder', 'b+c.bin')).equals(Buffer.alloc(9_000_000, 'big'))).toBe(true);
});

test.skipIf(cli.command === null)(titled(cli, 'aws CLI', 'a copied backup restores a deleted bucket, and the emptied bucket can be removed'), async () => {
  await aws('s3', 'mb', 's3://cli-source');
  await aws('s3', 'mb', 's3://cli-vault');
  const file = join(sandbox.state, 'object.txt');
  writeFileSync(file, 'kept');
  await aws('s3', 'cp', file, 's3://cli-source/data/object.txt', '--metadata', 'owner=lab');
  await aws('s3', 'sync', 's3://cli-source', 's3://cli-vault');
  await aws('s3', 'rb', '--force', 's3://cli-source');
  await expect(aws('s3', 'ls', 's3://cli-source')).rejects.toThrow('NoSuchBucket');
  await aws('s3', 'mb', 's3://cli-source');
  await aws('s3', 'sync', 's3://cli-vault', 's3://cli-source');
  expect(await aws('s3', 'cp', 's3://cli-source/data/object.txt', '-')).toBe('kept');
  expect(await json('s3api', 'head-object', '--bucket', 'cli-source', '--key', 'data/object.txt')).toMatchObject({ Metadata: { owner: 'lab' }, ContentLength: 4, ServerSideEncryption: 'AES256' });
});
