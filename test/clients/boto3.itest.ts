import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestSandbox } from '../../src/sandbox/testing/start-test-sandbox.ts';
import type { TestSandbox } from '../../src/sandbox/testing/start-test-sandbox.ts';
import { findPython, runClient, titled } from './tools.ts';

const python = findPython();
const script = fileURLToPath(new URL('boto3-checks.py', import.meta.url));
const CHECKS = ['versions_and_undelete', 'restore_after_deletion', 'hostile_keys', 'multipart_and_ranges', 'errors', 'bucket_settings', 'presigned', 'conditions_and_checksums', 'absent_features', 'keys_and_trail'] as const;
let sandbox: TestSandbox;

beforeAll(async () => { sandbox = await startTestSandbox(); });
afterAll(async () => {
  expect(sandbox.log).toEqual([]);
  await sandbox.close();
});

test.skipIf(python.command === null).each(CHECKS)(titled(python, 'boto3', '%s gives what AWS gives'), async (check) => {
  expect((await runClient(sandbox, 'platform-admin', [python.command ?? '', script, check])).trim().split('\n').at(-1)).toBe(`ok ${check}`);
});
