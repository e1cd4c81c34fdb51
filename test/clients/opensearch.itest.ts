import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findOpenSearch } from '../../src/engines/opensearch/opensearch-install.ts';
import { controlRequest } from '../../src/sandbox/process/control-request.ts';
import { startTestSandbox } from '../../src/sandbox/testing/start-test-sandbox.ts';
import type { TestSandbox } from '../../src/sandbox/testing/start-test-sandbox.ts';
import { findPython, runClient, titled, type Tool } from './tools.ts';

const engine = await findOpenSearch({ fetch: true });
const python = findPython();
const withEngine: Tool = engine.kind === 'found' ? python : { command: null, version: '', reason: engine.gap };
const script = fileURLToPath(new URL('opensearch-checks.py', import.meta.url));
let sandbox: TestSandbox;

const check = async (name: string): Promise<string | undefined> => (await runClient(sandbox, 'platform-admin', [python.command ?? '', script, name])).trim().split('\n').at(-1);

beforeAll(async () => {
  sandbox = await startTestSandbox();
  await controlRequest(sandbox.address, 'durations', { params: { factor: 0 } });
});
afterAll(async () => {
  expect(sandbox.log).toEqual(engine.kind === 'found' ? [] : [expect.stringContaining('is created without an engine')]);
  await sandbox.close();
});

test.skipIf(python.command === null)(titled(python, 'boto3', 'a domain is created, changed, tagged, described and deleted, with AWS\'s errors'), async () => {
  expect(await check('control_plane')).toBe('ok control_plane');
});

test.skipIf(withEngine.command === null)(titled(withEngine, 'boto3 and urllib', 'documents go in signed, anonymous requests are refused, and a snapshot in the account\'s S3 gives them back'), async () => {
  expect(await check('data_plane')).toBe('ok data_plane');
});
