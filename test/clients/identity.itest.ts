import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../src/sandbox/testing/start-test-sandbox.ts';
import { findPython, runClient, titled } from './tools.ts';

const python = findPython();
const script = fileURLToPath(new URL('identity-checks.py', import.meta.url));
let sandbox: TestSandbox;

beforeAll(async () => { sandbox = await startTestSandbox(); });
afterAll(async () => {
  expect(sandbox.log).toEqual([]);
  await sandbox.close();
});

test.skipIf(python.command === null).each(['identity', 'sessions', 'keys', 'organisation'] as const)(titled(python, 'boto3', '%s binds as on AWS'), async (check) => {
  const owner = sandbox.keys['org-admin'];
  const said = await runClient(sandbox, 'platform-admin', [python.command ?? '', script, check], { ORG_KEY: owner?.accessKeyId ?? '', ORG_SECRET: owner?.secretAccessKey ?? '' });
  expect(said.trim().split('\n').at(-1)).toBe(`ok ${check}`);
});
