import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { controlRequest } from '../../src/sandbox/process/control-request.ts';
import { startTestSandbox } from '../../src/sandbox/testing/start-test-sandbox.ts';
import type { TestSandbox } from '../../src/sandbox/testing/start-test-sandbox.ts';
import { findPython, runClient, titled } from './tools.ts';

const python = findPython();
const script = fileURLToPath(new URL('dynamodb-checks.py', import.meta.url));
let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  await controlRequest(sandbox.address, 'durations', { params: { factor: 0 } });
});
afterAll(async () => {
  expect(sandbox.log).toEqual([]);
  await sandbox.close();
});

test.skipIf(python.command === null)(titled(python, 'boto3', 'create a table, write, transact, back it up natively and through AWS Backup, delete it, restore it and find their items'), async () => {
  expect((await runClient(sandbox, 'platform-admin', [python.command ?? '', script])).trim()).toBe('ok');
});
