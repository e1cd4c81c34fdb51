import { fileURLToPath } from 'node:url';
import { KMS } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { realClock } from '#kit/real-clock';
import { accessForAll } from '../../src/cli/wiring/drill-access.ts';
import { grantDrillAccess } from '../../src/cli/wiring/grant-drill-access.ts';
import { openProject } from '../../src/cli/wiring/project.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import { startTestSandbox, type TestSandbox } from '../../src/sandbox/testing/start-test-sandbox.ts';
import { findPython, runClient, titled } from './tools.ts';

const python = findPython();
const script = fileURLToPath(new URL('drill-access-checks.py', import.meta.url));
let sandbox: TestSandbox;
let keyId = '';

beforeAll(async () => {
  sandbox = await startTestSandbox();
  const { config, scenarios } = await openProject({ cwd: process.cwd(), env: {}, out: () => undefined, err: () => undefined } as unknown as Terminal, {});
  await grantDrillAccess({ config, address: sandbox.address, keys: sandbox.keys, clock: realClock() }, await accessForAll({ config, scenarios: [...scenarios.values()], cwd: process.cwd() }));
  const credentials = sandbox.keys['platform-admin'];
  if (!credentials) throw new Error('no keys for platform-admin');
  keyId = (await new KMS({ endpoint: sandbox.address.endpoint, region: 'us-west-2', credentials }).createKey({})).KeyMetadata?.KeyId ?? '';
});
afterAll(async () => {
  expect(sandbox.log).toEqual([]);
  await sandbox.close();
});

test.skipIf(python.command === null).each([
  ['inside', 'what the runbook does is allowed to the restorer'],
  ['outside', 'what lies outside the plan is refused by name'],
] as const)(titled(python, 'boto3', '%s: %s'), async (check, _what) => {
  const said = await runClient(sandbox, 'drill-restorer', [python.command ?? '', script, check], { KEY_ID: keyId });
  expect(said.trim().split('\n').at(-1)).toBe(`ok ${check}`);
});
