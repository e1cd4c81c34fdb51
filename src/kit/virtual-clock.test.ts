import { describe, expect, it } from 'vitest';
import { microsOf } from './time.ts';
import { virtualClock } from './virtual-clock.ts';

const START = microsOf('2026-01-01T00:00:00Z');

describe('a clock that jumps', () => {
  it('lets a day pass at once when every task sleeps', async () => {
    const clock = virtualClock(START);
    await clock.task('one', () => clock.sleep(86_400_000));
    expect(clock.nowMicros() - START).toBe(86_400e6);
  });

  it('wakes sleepers in the order of their times, and in the order of asking at the same time', async () => {
    const clock = virtualClock(START);
    const order: string[] = [];
    const sleeper = (name: string, ms: number): Promise<void> => clock.task(name, async () => { await clock.sleep(ms); order.push(name); });
    await clock.task('all', () => clock.join(Promise.all([sleeper('late', 300), sleeper('first', 100), sleeper('second', 100)])));
    expect(order).toEqual(['first', 'second', 'late']);
  });

  it('does not move while a task works', async () => {
    const clock = virtualClock(START);
    const seen: number[] = [];
    const worker = clock.task('worker', async () => {
      for (let i = 0; i < 20; i += 1) { await new Promise((resolve) => { setImmediate(resolve); }); seen.push(clock.nowMicros()); }
    });
    await Promise.all([worker, clock.task('sleeper', () => clock.sleep(1000))]);
    expect(new Set(seen)).toEqual(new Set([START]));
  });

  it('rejects an aborted sleep with the reason and goes on', async () => {
    const clock = virtualClock(START);
    const over = new AbortController();
    const sleeper = clock.task('sleeper', () => clock.sleep(1000, over.signal));
    const other = clock.task('other', async () => { await clock.sleep(10); over.abort(new Error('enough')); });
    await expect(sleeper).rejects.toThrow('enough');
    await other;
    expect(clock.nowMicros() - START).toBe(10_000);
  });

  it('refuses two sleeps of one task at once, which would be miscounted', async () => {
    const clock = virtualClock(START);
    await expect(clock.task('torn', () => Promise.all([clock.sleep(1), clock.sleep(2)]))).rejects.toThrow(/own clock\.task/);
  });
});
