import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fakeProgram } from '#engines/fetch/testing/fake-program';
import { engineFacts } from './engine-facts.ts';
import { engineFindings } from './engine-findings.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'redrill-doctor-'));
  chmodSync(folder, 0o755);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

test('on a bare machine everything optional is absent by name with what to do, nothing is asked of the network and nothing is written', async () => {
  let asked = 0;
  const server = createServer((_, response) => { asked += 1; response.end(); }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const env = { PATH: '', HOME: folder, REDRILL_CACHE: join(folder, 'cache'), REDRILL_MAVEN_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  mkdirSync(env.REDRILL_CACHE);
  const findings = await engineFindings({ env, fetch: false, buildK6: false, onProgress: () => undefined });
  server.close();
  expect(findings.filter(({ ok }) => !ok)).toEqual([]);
  const absent = new Map(findings.filter((one) => one.absent).map(({ what, found }) => [what, found]));
  expect(absent.get('PostgreSQL tools')).toContain('neither on the PATH nor in');
  expect(absent.get('OpenSearch')).toMatch(/redrill doctor --fetch|Java 21/);
  expect(absent.get('k6')).toContain('redrill doctor --fetch');
  expect(absent.get('Chromium')).toContain('npx playwright install chromium');
  expect([asked, readdirSync(env.REDRILL_CACHE)]).toEqual([0, []]);
});

test('what is there is told with version and digest', async () => {
  fakeProgram(join(folder, 'k6'), 'echo "k6 v1.2.3"');
  const findings = await engineFindings({ env: { PATH: folder, REDRILL_CACHE: join(folder, 'cache') }, fetch: false, buildK6: false, onProgress: () => undefined });
  expect(findings).toContainEqual(expect.objectContaining({ what: 'k6', ok: true, version: '1.2.3', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }));
  expect(findings).toContainEqual(expect.objectContaining({ what: 'PostgreSQL', ok: true, version: expect.stringMatching(/^18\./), sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }));
});

test('the facts of a run name the engine of each service it uses, and one that is missing with the reason', async () => {
  vi.stubEnv('REDRILL_OPENSEARCH_URL', 'nonsense');
  expect((await engineFacts(['s3'])).map(({ name }) => name)).toEqual(['redrill sandbox', 'Node', 'SQLite']);
  expect(await engineFacts(['opensearch'])).toContainEqual({ name: 'OpenSearch', version: 'missing', how: expect.stringContaining('REDRILL_OPENSEARCH_URL is "nonsense", expected http://host:port') });
});
