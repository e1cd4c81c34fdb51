import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { controlRequest } from '../../src/sandbox/process/control-request.ts';
import { startTestSandbox } from '../../src/sandbox/testing/start-test-sandbox.ts';
import type { TestSandbox } from '../../src/sandbox/testing/start-test-sandbox.ts';
import { findAwsCli, findPython, runClient, titled } from './tools.ts';

const [python, cli] = [findPython(), findAwsCli()];
const script = fileURLToPath(new URL('audit-trail-checks.py', import.meta.url));
const ARN = 'arn:aws:cloudtrail:us-west-2:111111111111:trail/boto';
let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  await controlRequest(sandbox.address, 'durations', { params: { factor: 0 } });
});
afterAll(async () => {
  expect(sandbox.log).toEqual([]);
  await sandbox.close();
});

const advance = (seconds: number): Promise<unknown> => controlRequest(sandbox.address, 'advance', { params: { micros: seconds * 1_000_000 }, timeoutMs: 60_000 });
const drillTime = async (): Promise<number> => Date.parse(((await controlRequest(sandbox.address, 'status')) as { readonly drillTime: string }).drillTime);

async function check(name: string): Promise<void> {
  expect((await runClient(sandbox, 'platform-admin', [python.command ?? '', script, name])).trim().split('\n').at(-1)).toBe(`ok ${name}`);
}

/** What the AWS CLI's own validator says of every file of the trail. */
async function validated(region: string): Promise<string> {
  const [from, to] = [(await drillTime()) - 86_400_000, (await drillTime()) + 3_600_000].map((at) => new Date(at).toISOString().replace(/\.\d+/, ''));
  return runClient(sandbox, 'platform-admin', [cli.command ?? '', 'cloudtrail', 'validate-logs', '--trail-arn', ARN, '--start-time', from ?? '', '--end-time', to ?? '', '--region', region]).catch((error: unknown) => String((error as { readonly stdout?: string }).stdout));
}

test.skipIf(python.command === null)(titled(python, 'boto3', 'makes a trail, a recorder and access logs, and reads back what was done'), async () => {
  await check('set_up');
  await advance(1_800);
  await check('destroy');
  await advance(8 * 3_600);
  for (const name of ['read_back', 'read_config', 'read_access']) await check(name);
}, 120_000);

test.skipIf(python.command === null || cli.command === null)(titled(cli, 'aws CLI', 'finds the trail, holds every file against the signed digests, and notices one that was changed'), async () => {
  const { trailList } = JSON.parse(await runClient(sandbox, 'platform-admin', [cli.command ?? '', 'cloudtrail', 'describe-trails'])) as { readonly trailList: readonly object[] };
  expect(trailList).toEqual([expect.objectContaining({ Name: 'boto', TrailARN: ARN, LogFileValidationEnabled: true, IsMultiRegionTrail: true })]);
  expect(JSON.parse(await runClient(sandbox, 'platform-admin', [cli.command ?? '', 'cloudtrail', 'get-trail-status', '--name', ARN]))).toMatchObject({ IsLogging: true, LatestDeliveryTime: expect.anything() as unknown });
  for (const region of ['us-west-2', 'us-east-2']) {
    const [, digests = '', valid = ''] = /(\d+)\/(\d+) digest files valid/.exec(await validated(region)) ?? [];
    expect([region, digests]).toEqual([region, valid]);
    expect(await validated(region)).toMatch(/([1-9]\d*)\/\1 log files valid/);
  }
  await check('tamper');
  expect(await validated('us-west-2')).toMatch(/1\/(\d+) log files INVALID/);
}, 120_000);
