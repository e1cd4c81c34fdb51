import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { controlRequest } from '../../src/sandbox/process/control-request.ts';
import { startTestSandbox } from '../../src/sandbox/testing/start-test-sandbox.ts';
import type { TestSandbox } from '../../src/sandbox/testing/start-test-sandbox.ts';
import { findPython, runClient, titled, type Tool } from './tools.ts';

const python = withPsycopg(findPython());
const script = fileURLToPath(new URL('database-checks.py', import.meta.url));
let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  await controlRequest(sandbox.address, 'durations', { params: { factor: 0 } });
});
afterAll(async () => {
  // The recovery lines of each restored server are evidence, not trouble.
  expect(sandbox.log.filter((line) => !line.startsWith('rds: restore of '))).toEqual([]);
  await sandbox.close();
});

test.skipIf(python.command === null)(titled(python, 'boto3 and psycopg', 'create a database, write, back it up through AWS Backup, delete it, restore it and find their rows'), async () => {
  expect((await runClient(sandbox, 'platform-admin', [python.command ?? '', script])).trim()).toBe('ok');
});

function withPsycopg(found: Tool): Tool {
  if (found.command === null || spawnSync(found.command, ['-c', 'import psycopg']).status === 0) return found;
  return { command: null, version: '', reason: 'no psycopg beside boto3 (pip install "psycopg[binary]")' };
}
