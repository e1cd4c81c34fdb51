import { expect, test } from 'vitest';
import type { Domain } from '../model.ts';
import { clusterSettings } from './cluster-settings.ts';
import { DataError } from './data-error.ts';
import { dataRequest } from './data-request.ts';
import { planRequest, type Handled } from './plan-request.ts';

const DOMAIN = { name: 'portal-search', settings: { EncryptionAtRestOptions: { Enabled: true } } } as Domain;

function planned(line: string): string {
  const [method = '', target = ''] = line.split(' ');
  try {
    const { kind, unsaved } = planRequest(dataRequest(method, target, {}), DOMAIN);
    return `${kind} ${unsaved}`;
  } catch (error) {
    return error instanceof DataError ? `${error.status} ${JSON.stringify(error.body)}` : String(error);
  }
}

test.each([
  ['GET /datasets/_search', 'pass 0'],
  ['POST /datasets/_search?scroll=1m', 'pass 0'],
  ['POST /_msearch', 'pass 0'],
  ['HEAD /datasets', 'pass 0'],
  ['POST /datasets/_refresh', 'pass 0'],
  ['PUT /datasets/_doc/1', 'pass 1'],
  ['POST /_bulk', 'pass 1'],
  ['DELETE /datasets', 'pass 1'],
  ['POST /_aliases', 'pass 1'],
  ['POST /_reindex', 'pass 1'],
  ['POST /_reindex?wait_for_completion=false', 'pass 2'],
  ['POST /_snapshot/portal-snapshots/first/_restore', 'pass 2'],
  ['POST /_snapshot/cs-automated-enc/x/_restore', 'handle 2'],
  ['PUT /_snapshot/portal-snapshots/first', 'handle 0'],
  ['GET /_snapshot/cs-automated-enc/_all', 'handle 0'],
  ['GET /_cat/snapshots/cs-automated-enc', 'handle 0'],
  ['DELETE /_snapshot/portal-snapshots/first', 'pass 0'],
  ['PUT /_cluster/settings', 'handle 1'],
  ['GET /_cluster/settings', 'pass 0'],
] as const)('%s: %s (how it is handled, and how many automated snapshots must be new after it)', (line, expected) => {
  expect(planned(line)).toBe(expected);
});

test.each([
  'PUT /_snapshot/cs-automated-enc', 'PUT /_snapshot/cs-anything', 'DELETE /_snapshot/cs-automated-enc', 'DELETE /_snapshot/*', 'DELETE /_snapshot/_all', 'DELETE /_snapshot/mine,cs-*', 'DELETE /_snapshot/cs*',
  'PUT /_snapshot/cs-automated-enc/mine', 'DELETE /_snapshot/cs-automated-enc/2026-03-10t13-00-00.x', 'PUT /_snapshot/cs-automated-enc/a/_clone/b', 'POST /_snapshot/cs-automated-enc/_cleanup', 'POST /_snapshot/cs-automated-enc/_verify',
  'POST /_snapshot/cs-automated/x/_restore', 'DELETE //_snapshot//cs-automated-enc', 'DELETE /%5fsnapshot/%63s-automated-enc',
  'POST /_nodes/_shutdown', 'POST /_shutdown', 'POST /_cluster/nodes/_local/_shutdown', 'POST /_nodes/reload_secure_settings', 'POST /_cluster/reroute', 'GET /_cat/nodeattrs', 'PUT /_settings', 'DELETE /_dangling/x',
])('%s is not allowed, whoever asks', (line) => {
  expect(planned(line)).toBe(`401 {"Message":"Your request: '${line.split(' ')[1]?.split('?')[0] ?? ''}' is not allowed."}`);
});

test('the security plugin is absent by name, and a path that cannot be decoded never reaches the engine', () => {
  expect(planned('GET /_plugins/_security/api/roles')).toMatch(/^401 .*fine-grained access control is not enabled/);
  expect(planned('DELETE /_snapshot/%zz')).toMatch(/^400 /);
});

test.each([
  [{ persistent: { 'action.auto_create_index': 'false' } }, 'pass'],
  [{ transient: { search: { max_buckets: 1000 } }, persistent: {} }, 'pass'],
  [{ persistent: { cluster: { routing: { allocation: { disk: { threshold_enabled: false } } } } } }, '401'],
  [{ persistent: { 'action.auto_create_index': 'true' }, transient: { 's3.client.default.endpoint': 'x' } }, '401'],
  [{ other: 1 }, '401'],
  ['no json', '401'],
] as const)('cluster settings %j: %s', async (body, expected) => {
  const handled = { asked: dataRequest('PUT', '/_cluster/settings', {}), body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)) } as Partial<Handled> as Handled;
  expect(await clusterSettings(handled).catch((error: unknown) => (error instanceof DataError ? String(error.status) : error))).toBe(expected);
});
