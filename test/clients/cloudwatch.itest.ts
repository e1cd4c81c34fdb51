import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestSandbox } from '../../src/sandbox/testing/start-test-sandbox.ts';
import type { TestSandbox } from '../../src/sandbox/testing/start-test-sandbox.ts';
import { findPython, runClient, titled } from './tools.ts';

const python = findPython();
const script = fileURLToPath(new URL('cloudwatch-checks.py', import.meta.url));
let sandbox: TestSandbox;

beforeAll(async () => { sandbox = await startTestSandbox(); });
afterAll(async () => {
  expect(sandbox.log).toEqual([]);
  await sandbox.close();
});

test.skipIf(python.command === null).each(['metrics', 'alarms'])(titled(python, 'boto3', '%s of CloudWatch give what AWS gives'), async (check) => {
  expect((await runClient(sandbox, 'platform-admin', [python.command ?? '', script, check])).trim().split('\n').at(-1)).toBe(`ok ${check}`);
});
