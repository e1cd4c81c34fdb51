import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { startTestSandbox, type TestSandbox } from '#sandbox/testing/start-test-sandbox';
import { monoMicros } from '#kit/time';
import { realSleep } from '#kit/wall-clock';
import { connectControl } from './control-client.ts';
import { connectSandboxClock, type SandboxClock } from './sandbox-clock.ts';

const HOUR_MS = 3_600_000;
let sandbox: TestSandbox;
const open: SandboxClock[] = [];

beforeEach(async () => { sandbox = await startTestSandbox(); });
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
  await sandbox.close();
});

async function join(name: string, role: 'harness' | 'platform'): Promise<SandboxClock> {
  const joined = await connectSandboxClock({ address: sandbox.address, name, role });
  open.push(joined);
  return joined;
}

/** A second process that sleeps on drill time: prints the drill time of each wake. */
function sleeperProcess(sleepsMs: readonly number[]): { lines: Promise<string[]>; ready: Promise<void> } {
  const source = `
    import { connectSandboxClock } from '#targets/sandbox-clock';
    const { clock, close } = await connectSandboxClock({ address: ${JSON.stringify(sandbox.address)}, name: 'portal', role: 'platform' });
    console.log('ready');
    await clock.task('job', async () => { for (const ms of ${JSON.stringify(sleepsMs)}) { await clock.sleep(ms); console.log(String(clock.nowMicros())); } });
    await close();`;
  const child = spawn(process.execPath, ['--conditions=redrill-source', '--input-type=module-typescript', '-e', source], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  const ready = Promise.withResolvers<void>();
  createInterface({ input: child.stdout }).on('line', (line) => (line === 'ready' ? ready.resolve() : lines.push(line)));
  return { ready: ready.promise, lines: once(child, 'close').then(() => lines) };
}

describe('drill time between processes', () => {
  test('two processes sleep for days in moments, each waking at its own time and never before', async () => {
    const harness = await join('run', 'harness');
    const platform = sleeperProcess([HOUR_MS, 24 * HOUR_MS, 1000]);
    await platform.ready;
    const start = harness.clock.nowMicros();
    const real = monoMicros();
    await harness.clock.task('drill', () => harness.clock.sleep(48 * HOUR_MS));
    expect(harness.clock.nowMicros() - start).toBeGreaterThanOrEqual(48 * HOUR_MS * 1000);
    const wakes = (await platform.lines).map((line) => Number(line) - start);
    expect(wakes).toHaveLength(3);
    expect(wakes[0]).toBeGreaterThanOrEqual((HOUR_MS - 2000) * 1000);
    expect(wakes[0]).toBeLessThan(2 * HOUR_MS * 1000);
    expect(wakes[1]).toBeLessThan(26 * HOUR_MS * 1000);
    expect(wakes[2]).toBeLessThan(26 * HOUR_MS * 1000);
    expect(monoMicros() - real).toBeLessThan(60_000_000);
  });

  test('a platform alone sleeps at real speed, and jumps along as soon as a harness is there', async () => {
    const platform = await join('portal', 'platform');
    const before = platform.clock.nowMicros();
    const real = monoMicros();
    await platform.clock.task('job', () => platform.clock.sleep(120));
    expect(monoMicros() - real).toBeGreaterThanOrEqual(118_000);
    expect(platform.clock.nowMicros() - before).toBeLessThan(60_000_000);
    const long = platform.clock.task('job', () => platform.clock.sleep(HOUR_MS));
    const harness = await join('run', 'harness');
    await harness.clock.task('drill', () => harness.clock.sleep(2 * HOUR_MS));
    await long;
    expect(harness.clock.nowMicros() - before).toBeGreaterThanOrEqual(2 * HOUR_MS * 1000);
  });

  test('no wake is lost over thousands of sleeps of many tasks in two participants', async () => {
    const [harness, platform] = [await join('run', 'harness'), await join('portal', 'platform')];
    const woken: number[] = [];
    const worker = (one: SandboxClock, step: number, times: number) => one.clock.task(`w${step}`, async () => {
      for (let i = 0; i < times; i += 1) {
        const due = one.clock.nowMicros() + step * 1000;
        await one.clock.sleep(step);
        if (one.clock.nowMicros() < due) throw new Error('woken early');
        woken.push(1);
      }
    });
    const real = monoMicros();
    await Promise.all([
      ...[7_000, 11_000, 13_000, 60_000].map((step) => worker(harness, step, 500)),
      ...[5_000, 17_000].map((step) => worker(platform, step, 500)),
      harness.clock.task('end', () => harness.clock.sleep(40_000_000)),
    ]);
    const seconds = (monoMicros() - real) / 1_000_000;
    expect(woken).toHaveLength(3000);
    console.log(`3,000 sleeps of 6 tasks in 2 participants: ${Math.round(3000 / seconds)} sleeps/s`);
  });

  test('aborted sleeps leave time in order: the rest wakes when it should', async () => {
    const harness = await join('run', 'harness');
    const start = harness.clock.nowMicros();
    const stop = new AbortController();
    const aborted = harness.clock.task('aborted', () => harness.clock.sleep(10 * HOUR_MS, stop.signal));
    const other = harness.clock.task('other', async () => {
      await harness.clock.sleep(HOUR_MS);
      stop.abort(new Error('stop'));
      await harness.clock.sleep(HOUR_MS);
      return harness.clock.nowMicros() - start;
    });
    await expect(aborted).rejects.toThrow('stop');
    const elapsed = await other;
    expect(elapsed).toBeGreaterThanOrEqual(2 * HOUR_MS * 1000);
    expect(elapsed).toBeLessThan(3 * HOUR_MS * 1000);
  });

  test('an AWS call in a task holds time still: nothing jumps while it runs', async () => {
    const harness = await join('run', 'harness');
    const key = sandbox.keys['drill-observer'];
    if (!key) throw new Error('no key');
    const sts = new STSClient({ region: 'us-west-2', endpoint: sandbox.address.endpoint, credentials: { accessKeyId: key.accessKeyId, secretAccessKey: key.secretAccessKey } });
    const sleeper = harness.clock.task('sleeper', () => harness.clock.sleep(HOUR_MS));
    const elapsed = await harness.clock.task('caller', async () => {
      const before = harness.clock.nowMicros();
      await sts.send(new GetCallerIdentityCommand({}));
      return harness.clock.nowMicros() - before;
    });
    expect(elapsed).toBeLessThan(HOUR_MS * 1000);
    await sleeper;
  });

  test('when the sandbox goes, lost resolves and sleeps reject with sandbox.lost', async () => {
    const harness = await join('run', 'harness');
    const platform = await join('portal', 'platform');
    const busy = platform.clock.task('busy', () => realSleep(400));
    const asleep = harness.clock.task('drill', () => harness.clock.sleep(HOUR_MS));
    const seen = expect(asleep).rejects.toMatchObject({ code: 'sandbox.lost' });
    await realSleep(50);
    await sandbox.close();
    await harness.lost;
    await seen;
    await busy;
    sandbox = await startTestSandbox();
  });
});

describe('the control port', () => {
  test('a wrong token is refused, an unknown method is answered with the known ones, and a dead port is one clear sentence', async () => {
    await expect(connectControl({ address: { ...sandbox.address, token: 'wrong' }, name: 'x', role: 'observer' })).rejects.toMatchObject({ code: 'control.refused' });
    const client = await connectControl({ address: sandbox.address, name: 'x', role: 'observer' });
    await expect(client.call('make-coffee')).rejects.toMatchObject({ code: 'control.unknown-method', message: expect.stringContaining('advance') });
    await expect(client.call('park', { park: 1, untilMicros: null })).rejects.toMatchObject({ code: 'control.no-participant' });
    await client.close();
    await expect(client.call('status')).rejects.toMatchObject({ code: 'sandbox.lost' });
    await expect(connectControl({ address: { ...sandbox.address, controlPort: 1 }, name: 'x', role: 'observer' })).rejects.toMatchObject({ code: 'sandbox.unreachable' });
  });

  test('status names participants; advance moves time; it never goes back', async () => {
    const client = await connectControl({ address: sandbox.address, name: 'cli', role: 'observer' });
    await join('run', 'harness');
    expect(await client.call('status')).toMatchObject({ participants: [{ name: 'run', role: 'harness', parked: false }], endpoint: sandbox.address.endpoint });
    for (const one of open.splice(0)) await one.close();
    const { clock } = (await client.call('advance', { micros: 7_200_000_000 })) as { clock: { offsetMicros: number } };
    expect(clock.offsetMicros).toBeGreaterThan(7_190_000_000);
    await expect(client.call('advance', { micros: -1 })).rejects.toMatchObject({ code: 'control.params' });
    await client.close();
  });
});
