import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestSandbox } from '../../src/sandbox/testing/start-test-sandbox.ts';
import type { TestSandbox } from '../../src/sandbox/testing/start-test-sandbox.ts';
import { findPython, runClient, titled } from './tools.ts';

const python = findPython();
const script = fileURLToPath(new URL('efs-checks.py', import.meta.url));
let sandbox: TestSandbox;

beforeAll(async () => { sandbox = await startTestSandbox(); });
afterAll(async () => {
  expect(sandbox.log).toEqual([]);
  await sandbox.close();
});

test.skipIf(python.command === null).each(['life_of_a_file_system', 'settings', 'backup_and_restore'])(titled(python, 'boto3', '%s gives what AWS gives'), async (check) => {
  const mount = { CONTROL_PORT: String(sandbox.address.controlPort), CONTROL_TOKEN: sandbox.address.token };
  expect((await runClient(sandbox, 'platform-admin', [python.command ?? '', script, check], mount)).trim().split('\n').at(-1)).toBe(`ok ${check}`);
});
