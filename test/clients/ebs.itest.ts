import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { controlRequest } from '../../src/sandbox/process/control-request.ts';
import { startTestSandbox } from '../../src/sandbox/testing/start-test-sandbox.ts';
import type { TestSandbox } from '../../src/sandbox/testing/start-test-sandbox.ts';
import { findPython, runClient, titled } from './tools.ts';

const python = findPython();
const script = fileURLToPath(new URL('ebs-checks.py', import.meta.url));
const CHECKS = ['volumes_and_tags', 'snapshots_by_block', 'recycle_bin', 'surroundings'] as const;
let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  await controlRequest(sandbox.address, 'durations', { params: { factor: 0 } });
});
afterAll(async () => {
  expect(sandbox.log).toEqual([]);
  await sandbox.close();
});

test.skipIf(python.command === null).each(CHECKS)(titled(python, 'boto3', '%s of EBS gives what AWS gives'), async (check) => {
  expect((await runClient(sandbox, 'platform-admin', [python.command ?? '', script, check])).trim().split('\n').at(-1)).toBe(`ok ${check}`);
});
