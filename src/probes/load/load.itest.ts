import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { realClock } from '#kit/real-clock';
import { monoMicros } from '#kit/time';
import { realSleep } from '#kit/wall-clock';
import { watchOutages } from './outage-watch.ts';
import { builtInProber } from './prober.ts';

const children: ChildProcess[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A service in a process of its own; resolves when it listens. */
async function startService(port: number): Promise<ChildProcess> {
  const script = `require('http').createServer((q, r) => r.end('ok')).listen(${port}, '127.0.0.1', () => process.stdout.write('up'))`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  await once(child.stdout, 'data');
  return child;
}

describe('a watch on outages', () => {
  it.each(['killed', 'hung'] as const)('tells begin and end of an outage by intervals that hold the truth (%s)', async (how) => {
    const port = await freePort();
    let service = await startService(port);
    const watch = watchOutages({ url: new URL(`http://127.0.0.1:${port}/`), slowMs: 100 });
    await realSleep(300);
    const struck = monoMicros();
    if (how === 'killed') {
      service.kill('SIGKILL');
      await once(service, 'exit');
    } else service.kill('SIGSTOP');
    while (watch.outages().length === 0) await realSleep(10);
    await realSleep(400);
    const before = monoMicros();
    if (how === 'killed') service = await startService(port);
    else service.kill('SIGCONT');
    while (watch.outages().at(-1)?.up === null) await realSleep(5);
    const after = monoMicros();
    const outages = await watch.stop();
    expect(outages).toHaveLength(1);
    const [{ down, up }] = outages as [{ down: readonly [number, number]; up: readonly [number, number] }];
    expect(down[0]).toBeLessThanOrEqual(struck);
    expect(down[1]).toBeGreaterThanOrEqual(struck);
    // It came back somewhere between the order to come back and the first good answer.
    expect(up[1]).toBeGreaterThanOrEqual(before);
    expect(up[0]).toBeLessThanOrEqual(after);
    expect(up[0]).toBeGreaterThan(down[1]);
    expect(up[0]).toBeLessThanOrEqual(up[1]);
  }, 30_000);

  it('sees nothing wrong with a service that is well', async () => {
    const port = await freePort();
    await startService(port);
    const watch = watchOutages({ url: new URL(`http://127.0.0.1:${port}/`), slowMs: 20 });
    await realSleep(200);
    expect(await watch.stop()).toEqual([]);
    expect(watch.downMicros()).toBe(0);
  });
});

describe('the built-in prober', () => {
  it('keeps its rate while the service is gone, counts what failed, and leaves a line for each second', async () => {
    const port = await freePort();
    const service = await startService(port);
    const folder = mkdtempSync(join(tmpdir(), 'redrill-load-'));
    try {
      const load = await builtInProber({ url: () => new URL(`http://127.0.0.1:${port}/`), ratePerSecond: 100 }).start({ folder, clock: realClock(), signal: new AbortController().signal });
      await realSleep(600);
      service.kill('SIGKILL');
      await once(service, 'exit');
      await realSleep(900);
      const read = await load.stop();
      expect(read.requests / read.realSeconds).toBeGreaterThan(85);
      expect(read.failed).toBeGreaterThan(50);
      expect(read.failed).toBeLessThan(read.requests);
      expect(read.latencyMs.p50).toBeGreaterThan(0);
      const lines = readFileSync(join(folder, read.series ?? ''), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { readonly requests: number; readonly failed: number });
      expect(lines.reduce((sum, { requests }) => sum + requests, 0)).toBe(read.requests);
      expect(lines.reduce((sum, { failed }) => sum + failed, 0)).toBe(read.failed);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 30_000);
});
