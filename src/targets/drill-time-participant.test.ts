import { describe, expect, test } from 'vitest';
import type { Clock } from '#contract/clock';
import type { ClockState } from '#contract/control';
import { monoMicros } from '#kit/time';
import { realSleep } from '#kit/wall-clock';
import { DrillTimeParticipant, type Stall } from './drill-time-participant.ts';

const EPOCH = 1_800_000_000_000_000;
const HOUR_MS = 3_600_000;

/** A stand-in for the sandbox that a test drives: it records parks and unparks, and wakes when told. */
function stage(options: { readonly delayMs?: number; readonly onStall?: (stall: Stall) => void } = {}): { clock: Clock; participant: DrillTimeParticipant; sent: string[]; parks: { park: number; until: number | null }[]; jump(micros: number, park: number): void } {
  const sent: string[] = [];
  const parks: { park: number; until: number | null }[] = [];
  let state: ClockState = { anchorEpochMicros: EPOCH, anchorMonoMicros: monoMicros(), offsetMicros: 0 };
  const participant = new DrillTimeParticipant({
    role: 'harness',
    onStall: options.onStall ?? null,
    client: {
      hello: { clock: state, pid: 1 },
      call: async (method, params) => {
        sent.push(`${method} ${String(params?.['park'])}`);
        if (options.delayMs !== undefined) await realSleep(options.delayMs);
        return method === 'status' ? { participants: [{ name: 'portal', parked: false }] } : { clock: state };
      },
      send: (method, params) => {
        sent.push(`${method} ${String(params['park'])}`);
        parks.push({ park: Number(params['park']), until: params['untilMicros'] as number | null });
      },
    },
  });
  return {
    clock: participant.clock(), participant, sent, parks,
    jump: (micros, park) => {
      state = { ...state, offsetMicros: state.offsetMicros + micros };
      participant.wake({ event: 'clock', clock: state, wake: true, park });
    },
  };
}

const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });
const turns = async (n = 5): Promise<void> => { for (let i = 0; i < n; i += 1) await turn(); };

describe('a participant of drill time', () => {
  test('parks with its earliest wake once all tasks are idle, and wakes in order', async () => {
    const { clock, parks, jump } = stage();
    const order: string[] = [];
    const a = clock.task('a', async () => { await clock.sleep(2 * HOUR_MS); order.push('a'); });
    const b = clock.task('b', async () => { await clock.sleep(HOUR_MS); order.push('b'); });
    await turns();
    expect(parks).toHaveLength(1);
    expect(Math.round((parks[0]?.until ?? 0) - clock.nowMicros())).toBeLessThanOrEqual(HOUR_MS * 1000);
    jump(HOUR_MS * 1000, 1);
    await b;
    await turns();
    expect(parks).toHaveLength(2);
    jump(HOUR_MS * 1000, 2);
    await a;
    expect(order).toEqual(['b', 'a']);
  });

  test('does not park while a task is awake', async () => {
    const { clock, parks } = stage();
    const release = Promise.withResolvers<void>();
    const busy = clock.task('busy', () => release.promise);
    const stop = new AbortController();
    const asleep = clock.task('asleep', () => clock.sleep(HOUR_MS, stop.signal));
    await turns();
    expect(parks).toEqual([]);
    release.resolve();
    await busy;
    await turns();
    expect(parks).toHaveLength(1);
    stop.abort(new Error('enough'));
    await expect(asleep).rejects.toThrow('enough');
  });

  test('an aborted sleep tells the sandbox before it rejects', async () => {
    const { clock, sent } = stage({ delayMs: 10 });
    const stop = new AbortController();
    const asleep = clock.task('asleep', () => clock.sleep(HOUR_MS, stop.signal));
    await turns();
    const seen = asleep.catch((error: unknown) => [String(error), [...sent]]);
    stop.abort(new Error('enough'));
    expect(sent).toEqual(['park 1', 'unpark 1']);
    expect(await seen).toEqual(['Error: enough', ['park 1', 'unpark 1']]);
  });

  test('a sleep with a signal that is aborted already rejects at once', async () => {
    const { clock } = stage();
    await expect(clock.task('x', () => clock.sleep(1, AbortSignal.abort(new Error('before'))))).rejects.toThrow('before');
  });

  test('a joined promise that ends for a real reason tells the sandbox before the task goes on', async () => {
    const { clock, sent } = stage({ delayMs: 5 });
    const real = Promise.withResolvers<string>();
    const stop = new AbortController();
    const sleeper = clock.task('sleeper', () => clock.sleep(HOUR_MS, stop.signal));
    const joiner = clock.task('joiner', async () => { await clock.join(real.promise); return [...sent]; });
    await turns();
    expect(sent).toEqual(['park 1']);
    real.resolve('done');
    expect(await joiner).toEqual(['park 1', 'unpark 1']);
    await turns();
    expect(sent).toEqual(['park 1', 'unpark 1', 'park 2']);
    stop.abort(new Error('end'));
    await expect(sleeper).rejects.toThrow('end');
  });

  test('a new task begun while parked waits until the sandbox knows', async () => {
    const { clock, sent } = stage({ delayMs: 5 });
    const stop = new AbortController();
    const sleeper = clock.task('sleeper', () => clock.sleep(HOUR_MS, stop.signal));
    await turns();
    const seen = await clock.task('late', async () => [...sent]);
    expect(seen).toEqual(['park 1', 'unpark 1']);
    stop.abort(new Error('end'));
    await expect(sleeper).rejects.toThrow('end');
  });

  test('a wake for an older park only tells the time', async () => {
    const { clock, parks, jump } = stage();
    const stop = new AbortController();
    let woke = false;
    const sleeper = clock.task('sleeper', async () => { await clock.sleep(HOUR_MS, stop.signal); woke = true; });
    await turns();
    const before = clock.nowMicros();
    jump(60_000_000, 0);
    await turns();
    expect(woke).toBe(false);
    expect(clock.nowMicros() - before).toBeGreaterThanOrEqual(60_000_000);
    expect(parks).toHaveLength(1);
    jump(HOUR_MS * 1000, 1);
    await sleeper;
    expect(woke).toBe(true);
  });

  test('sleepers of a process with an awake task wake at real speed', async () => {
    const { clock, parks } = stage();
    const release = Promise.withResolvers<void>();
    const busy = clock.task('busy', () => release.promise);
    await clock.task('short', () => clock.sleep(15));
    expect(parks).toEqual([]);
    release.resolve();
    await busy;
  });

  test('a sleep outside any task runs at real speed and never parks the process', async () => {
    const { clock, parks } = stage();
    await clock.sleep(10);
    expect(parks).toEqual([]);
  });

  test('a sleep outside any task that is due earlier asks a parked process to be woken earlier', async () => {
    const { clock, parks, jump } = stage();
    const stop = new AbortController();
    const sleeper = clock.task('sleeper', () => clock.sleep(2 * HOUR_MS, stop.signal));
    await turns();
    const outside = clock.sleep(HOUR_MS);
    await turns();
    expect(parks.map(({ park }) => park)).toEqual([1, 2]);
    expect(parks[1]?.until).toBeLessThan(parks[0]?.until ?? 0);
    jump(HOUR_MS * 1000, 2);
    await outside;
    await turns();
    expect(parks).toHaveLength(3);
    stop.abort(new Error('end'));
    await expect(sleeper).rejects.toThrow('end');
  });

  test('when the sandbox is gone every sleep rejects with sandbox.lost', async () => {
    const { clock, participant } = stage();
    const sleeper = clock.task('sleeper', () => clock.sleep(HOUR_MS));
    await turns();
    participant.lose();
    await expect(sleeper).rejects.toMatchObject({ code: 'sandbox.lost' });
    await expect(clock.sleep(1000)).rejects.toMatchObject({ code: 'sandbox.lost' });
  });

  test('after two real seconds with a sleeper and no park the awake tasks are named, once', async () => {
    const stalls: Stall[] = [];
    const { clock } = stage({ onStall: (stall) => stalls.push(stall) });
    const release = Promise.withResolvers<void>();
    const busy = clock.task('hash the bucket', () => release.promise);
    const stop = new AbortController();
    const sleeper = clock.task('beacon', () => clock.sleep(HOUR_MS, stop.signal));
    await realSleep(3200);
    expect(stalls.map(({ awakeTasks }) => awakeTasks)).toEqual([['hash the bucket']]);
    release.resolve();
    await busy;
    stop.abort(new Error('end'));
    await expect(sleeper).rejects.toThrow('end');
  });

  test('two sleeps of one task at once are refused as a bug of the caller', async () => {
    const { clock } = stage();
    await expect(clock.task('twice', () => Promise.all([clock.sleep(5), clock.sleep(5)]))).rejects.toMatchObject({ code: 'clock.two-sleeps' });
  });
});
