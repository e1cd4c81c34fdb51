import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { execFile } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TargetsPort } from '#contract/aws';
import { configSchema } from '#contract/config.schema';
import type { Config } from '#contract/config.schema';
import { loadConfig } from '#config/load-config';
import { ownChecks } from './own-checks.ts';
import type { CheckWorld } from './read-value.ts';

let server: Server;
let url: URL;

beforeAll(async () => {
  server = createServer((request, response) => {
    response.statusCode = request.url === '/missing' ? 404 : 200;
    response.end(JSON.stringify({ status: 'up', path: request.url }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/base/`);
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

async function world(checks: Config['checks']): Promise<CheckWorld> {
  const loaded = await loadConfig({ cwd: process.cwd(), env: {}, shippedFile: 'harness.config.ts' });
  const config = configSchema.parse({ ...structuredClone(loaded.config), checks });
  return {
    config,
    targets: { kind: 'sandbox' } as TargetsPort,
    serviceUrl: () => url,
    shell: (script, signal) => new Promise((resolve) => {
      execFile('bash', ['-c', script], { signal }, (error, stdout, stderr) => resolve({ exitCode: error === null ? 0 : Number(error.code ?? 1), stdout, stderr }));
    }),
  };
}

const signal = new AbortController().signal;

describe('the user\'s own checks', () => {
  it('read what a path below the service answers, and say what they got', async () => {
    const port = ownChecks(await world([
      { id: 'up', kind: 'http', url: 'health', expect: { matches: '"status":"up"' } },
      { id: 'down', kind: 'http', url: 'health', expect: { matches: 'down' } },
      { id: 'gone', kind: 'http', url: '/missing' },
    ]), ['DR-S5']);
    const read = await port?.run('audit', signal);
    expect(read?.map(({ id, result }) => [id, result])).toEqual([['up', 'pass'], ['down', 'fail'], ['gone', 'fail']]);
    expect(read?.[0]?.detail).toContain('/base/health');
    expect(read?.[2]?.detail).toContain('answered 404, expected 200');
  });

  it('hold exit code and output of a command against what was expected', async () => {
    const port = ownChecks(await world([
      { id: 'counted', kind: 'command', run: 'echo 42', expect: { atLeast: 42 }, tag: 'release' },
      { id: 'failing', kind: 'command', run: 'echo "no such tool" >&2; exit 3', tag: 'release' },
      { id: 'later', kind: 'command', run: 'echo later', tag: 'audit' },
    ]), ['DR-S5']);
    const read = await port?.run('release', signal);
    expect(read).toEqual([
      { id: 'counted', store: null, result: 'pass', detail: 'got "42"' },
      { id: 'failing', store: null, result: 'fail', detail: 'exit code 3, expected 0: no such tool, got ""' },
    ]);
  });

  it('are unknown, never a pass, where they cannot be asked', async () => {
    const port = ownChecks(await world([
      { id: 'foreign', kind: 'http', url: 'http://192.0.2.1/health' },
      { id: 'nobody', kind: 'http', url: 'http://127.0.0.1:1/' },
    ]), ['DR-S5']);
    const read = await port?.run('audit', signal);
    expect(read?.map(({ result }) => result)).toEqual(['unknown', 'unknown']);
    expect(read?.[0]?.detail).toContain('is not on this machine');
  });

  it('are shown answers that are known to be bad, and one that accepts them says yes', async () => {
    const port = ownChecks(await world([
      { id: 'up', kind: 'http', url: 'health' },
      { id: 'counted', kind: 'command', run: 'echo 42', tag: 'release' },
      { id: 'anything', kind: 'command', run: 'echo 42', expect: { matches: '.*' } },
    ]), ['DR-S5']);
    const read = await port?.controls();
    expect(read?.map(({ id, result }) => [id, result])).toEqual([['up', 'fail'], ['counted', 'fail'], ['anything', 'pass']]);
    expect(read?.[2]?.detail).toContain('it accepts ""');
  });

  it('are left out where the record has their answer already', async () => {
    const port = ownChecks(await world([{ id: 'one', kind: 'command', run: 'echo 1' }, { id: 'two', kind: 'command', run: 'echo 2' }]), ['DR-S5']);
    expect((await port?.run('audit', signal, { asked: new Set(['one']) }))?.map(({ id }) => id)).toEqual(['two']);
  });

  it('ask the database in the region where it stands now, after a fail-over another than the config says', async () => {
    const regions: (string | undefined)[] = [];
    const targets = { kind: 'sandbox', access: (_: unknown, region?: string) => { regions.push(region); throw new Error('not reached'); } } as unknown as TargetsPort;
    const port = ownChecks({ ...await world([{ id: 'rows', kind: 'sql', store: 'DR-S1', sql: 'select 1', expect: { equals: 1 } }]), targets }, ['DR-S1']);
    await port?.run('audit', signal);
    const read = await port?.run('audit', signal, { regions: new Map([['DR-S1', 'us-east-2']]) });
    expect([regions, read?.map(({ result }) => result)]).toEqual([['us-west-2', 'us-east-2'], ['unknown']]);
  });

  it('of one store are asked in drills of that store only', async () => {
    const checks: Config['checks'] = [{ id: 'rows', kind: 'sql', store: 'DR-S1', sql: 'select 1', expect: { equals: 1 } }];
    expect(ownChecks(await world(checks), ['DR-S5'])).toBeNull();
    expect(ownChecks(await world(checks), ['DR-S1'])).not.toBeNull();
  });
});
