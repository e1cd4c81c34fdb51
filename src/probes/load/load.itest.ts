import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { sha256 } from '#kit/digest';
import { realClock } from '#kit/real-clock';
import { monoMicros } from '#kit/time';
import { realSleep } from '#kit/wall-clock';
import { k6Load } from './k6-load.ts';
import { watchOutages } from './outage-watch.ts';
import { builtInProber } from './prober.ts';
import { watchedLoad } from './watched-load.ts';

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

describe('a load that is watched', () => {
  it('tells beside its figures when the service was down, on a clock that fits its seconds, and seals its series', async () => {
    const port = await freePort();
    let service = await startService(port);
    const folder = mkdtempSync(join(tmpdir(), 'redrill-load-'));
    const url = (): URL => new URL(`http://127.0.0.1:${port}/`);
    try {
      const load = await watchedLoad(builtInProber({ url, ratePerSecond: 50 }), url).start({ folder, clock: realClock(), signal: new AbortController().signal });
      service.kill('SIGKILL');
      await once(service, 'exit');
      const gone = monoMicros();
      await realSleep(1_500);
      const back = monoMicros();
      service = await startService(port);
      await realSleep(500);
      const { outages = [], clock, series, seriesSha256, failed } = await load.stop();
      expect(outages).toHaveLength(1);
      const [{ down, up }] = outages as [{ down: readonly [number, number]; up: readonly [number, number] }];
      expect(down[0]).toBeLessThanOrEqual(gone);
      expect(up[1]).toBeGreaterThanOrEqual(back);
      expect(failed).toBeGreaterThan(0);
      const text = readFileSync(join(folder, series ?? ''), 'utf8');
      expect(seriesSha256).toBe(sha256(text));
      const seconds = text.trim().split('\n').map((line) => JSON.parse(line) as { readonly atMs: number; readonly p95Ms: number });
      for (const { p95Ms } of seconds) expect(p95Ms).toBeGreaterThan(0);
      // The first second of the series, carried over to the monotonic clock, lies just before the watch began.
      const first = (clock?.monoMicros ?? 0) + ((seconds[0]?.atMs ?? 0) - (clock?.realMs ?? 0)) * 1000;
      expect(Math.abs(first - (clock?.monoMicros ?? 0))).toBeLessThan(2e6);
      expect(first).toBeLessThan(gone);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 30_000);
});

describe('load by k6', () => {
  const k6 = (folder: string, lines: readonly string[]): string => {
    const bin = join(folder, 'k6');
    // A child that is gone before anybody reads its output loses it, as k6, which runs for seconds, never is.
    writeFileSync(bin, `#!/bin/sh\ncat <<'END'\n${lines.join('\n')}\nEND\nsleep 0.5\n`);
    chmodSync(bin, 0o755);
    return bin;
  };
  const point = (metric: string, value: number): string => JSON.stringify({ metric, type: 'Point', data: { time: '2026-11-22T14:40:12.5Z', value, tags: { status: '200', name: 'work' } } });

  it.each([
    ['what k6 says was not begun', [point('http_req_duration', 5), point('dropped_iterations', 3), point('dropped_iterations', 4)], 7],
    ['nothing where k6 is silent', [point('http_req_duration', 5)], null],
  ] as const)('counts as dropped %s, and ends when k6 ends', async (_, lines, dropped) => {
    const folder = mkdtempSync(join(tmpdir(), 'redrill-load-'));
    try {
      const script = join(folder, 'load.ts');
      writeFileSync(script, '');
      const load = await k6Load({ bin: k6(folder, lines), version: '1', script, url: () => new URL('http://127.0.0.1:9/'), ratePerSecond: 20 }).start({ folder, clock: realClock(), signal: new AbortController().signal });
      const began = monoMicros();
      await realSleep(2_000);
      const read = await load.stop();
      expect(read).toMatchObject({ requests: 1, failed: 0, dropped });
      expect(read.realSeconds).toBeLessThan((monoMicros() - began) / 1e6 - 0.5);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 30_000);

  it('is refused by name where its script is not there: no other one stands in', async () => {
    const load = k6Load({ bin: '/bin/true', version: '1', script: '/nowhere/load.ts', url: () => new URL('http://127.0.0.1:9/'), ratePerSecond: 20 });
    await expect(load.start({ folder: tmpdir(), clock: realClock(), signal: new AbortController().signal })).rejects.toThrow('/nowhere/load.ts does not exist');
  });
});
