import { execFileSync } from 'node:child_process';
import { createServer } from 'node:net';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SandboxAddress, SandboxKeys } from '#contract/control';
import { realSleep } from '#kit/wall-clock';
import { stopSandbox } from './down.ts';
import { isAlive } from './process-identity.ts';
import { sandboxStatus } from './status.ts';
import { startSandbox } from './up.ts';

let state: string;

beforeEach(() => { state = mkdtempSync(join(tmpdir(), 'redrill-up-')); });
afterEach(async () => {
  await stopSandbox(state);
  rmSync(state, { recursive: true, force: true });
});

function ssm(address: SandboxAddress): SSMClient {
  const keys = JSON.parse(readFileSync(join(state, 'credentials.json'), 'utf8')) as SandboxKeys;
  const key = keys['platform-admin'];
  if (!key) throw new Error('no platform-admin key');
  return new SSMClient({ region: 'us-west-2', endpoint: address.endpoint, credentials: { accessKeyId: key.accessKeyId, secretAccessKey: key.secretAccessKey } });
}

async function dead(address: SandboxAddress): Promise<void> {
  for (let i = 0; i < 500 && isAlive(address); i += 1) await realSleep(10);
  expect(isAlive(address)).toBe(false);
}

describe('the sandbox process', () => {
  test('what was acknowledged is there after kill -9 and up again, at the same endpoint, with one process and no stale file', async () => {
    const first = await startSandbox({ state });
    expect(first.started).toBe(true);
    expect(statSync(join(state, 'sandbox.json')).mode & 0o777).toBe(0o600);
    expect(statSync(join(state, 'credentials.json')).mode & 0o777).toBe(0o600);
    const client = ssm(first);
    for (let i = 0; i < 20; i += 1) await client.send(new PutParameterCommand({ Name: `/kill/${i}`, Value: `value ${i}`, Type: 'String' }));
    const before = await sandboxStatus(state);
    process.kill(first.pid, 'SIGKILL');
    await dead(first);

    expect(await sandboxStatus(state)).toBeNull();
    const second = await startSandbox({ state });
    expect(second.pid).not.toBe(first.pid);
    expect(second.endpoint).toBe(first.endpoint);
    const after = await sandboxStatus(state);
    expect(Date.parse(after?.status.drillTime ?? '')).toBeGreaterThan(Date.parse(before?.status.drillTime ?? ''));
    for (let i = 0; i < 20; i += 1) {
      const { Parameter } = await ssm(second).send(new GetParameterCommand({ Name: `/kill/${i}` }));
      expect(Parameter?.Value).toBe(`value ${i}`);
    }
    expect(await stopSandbox(state)).toEqual({ stopped: true });
    await dead(second);
  });

  test('drill time that was advanced is not lost by kill -9', async () => {
    const { controlRequest } = await import('./control-request.ts');
    const first = await startSandbox({ state });
    await controlRequest(first, 'advance', { params: { micros: 86_400_000_000 } });
    const before = await sandboxStatus(state);
    process.kill(first.pid, 'SIGKILL');
    await dead(first);
    await startSandbox({ state });
    const after = await sandboxStatus(state);
    expect(after?.status.offsetSeconds).toBe(before?.status.offsetSeconds);
    expect(after?.status.offsetSeconds).toBeGreaterThanOrEqual(86_399);
  });

  test('a second up on a live state returns the running sandbox, or refuses with a sentence when asked to', async () => {
    const first = await startSandbox({ state });
    const second = await startSandbox({ state });
    expect(second).toEqual({ ...first, started: false });
    await expect(startSandbox({ state, running: 'refuse' })).rejects.toThrow(`already runs on ${state}`);
    await expect(startSandbox({ state, port: 1 + Number(new URL(first.endpoint).port) })).rejects.toMatchObject({ code: 'sandbox.other-port' });
  });

  test('two starters at once end with one sandbox', async () => {
    const both = await Promise.all([startSandbox({ state }), startSandbox({ state })]);
    expect(both[0].pid).toBe(both[1].pid);
  });

  test('a port in use is refused in one sentence and leaves nothing behind', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => { blocker.once('listening', resolve); });
    const { port } = blocker.address() as { port: number };
    await expect(startSandbox({ state, port })).rejects.toMatchObject({ code: 'sandbox.port-in-use', message: expect.stringContaining(`port ${port} on 127.0.0.1 is in use`) });
    expect(await sandboxStatus(state)).toBeNull();
    blocker.close();
  });

  test('a state folder that is a file is refused in one sentence', async () => {
    const file = join(state, 'file');
    writeFileSync(file, '');
    await expect(startSandbox({ state: join(file, 'below') })).rejects.toMatchObject({ code: 'sandbox.state-unusable', message: expect.stringContaining('a part of the path is a file') });
  });

  test('a stale sandbox.json whose pid belongs to another process is not taken for the sandbox, and that process is left alone', async () => {
    const address = { pid: process.pid, pidStartedAt: '1', endpoint: 'http://127.0.0.1:1', controlPort: 1, token: 'x', version: '0' };
    writeFileSync(join(state, 'sandbox.json'), JSON.stringify(address));
    expect(await stopSandbox(state)).toEqual({ stopped: false });
    const started = await startSandbox({ state });
    expect(started.started).toBe(true);
  });

  test('NODE_OPTIONS and AWS variables of the caller do not reach it', async () => {
    process.env['NODE_OPTIONS'] = '--require=/does/not/exist.cjs';
    process.env['AWS_REGION'] = 'mars-north-1';
    try {
      const { pid } = await startSandbox({ state });
      const environment = execFileSync('tr', ['\\0', '\\n'], { input: readFileSync(`/proc/${pid}/environ`), encoding: 'utf8', env: {} });
      expect(environment).not.toMatch(/^(AWS_|NODE_OPTIONS)/m);
    } finally {
      delete process.env['NODE_OPTIONS'];
      delete process.env['AWS_REGION'];
    }
  });
});
