import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Aimd } from './aimd.ts';

/** Keeps the limiter saturated for `rounds` windows. */
async function saturate(limiter: Aimd, rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    const tickets = await Promise.all(Array.from({ length: limiter.limit }, () => limiter.acquire()));
    for (const ticket of tickets) limiter.release(ticket, 'ok');
  }
}

describe('adaptive concurrency', () => {
  test('starts at 64, grows while it is used, and stops at 256', async () => {
    const limiter = new Aimd();
    expect(limiter.limit).toBe(64);
    await saturate(limiter, 200);
    expect(limiter.limit).toBe(256);
  });

  test('does not grow while slots are left over', async () => {
    const limiter = new Aimd();
    for (let i = 0; i < 1000; i += 1) limiter.release(await limiter.acquire(), 'ok');
    expect(limiter.limit).toBe(64);
  });

  test('a burst of throttled answers from one window halves it once', async () => {
    const limiter = new Aimd();
    const tickets = await Promise.all(Array.from({ length: 64 }, () => limiter.acquire()));
    for (const ticket of tickets) limiter.release(ticket, 'throttled');
    expect(limiter.limit).toBe(32);
  });

  test('after throttling it grows by one per window, not per answer', async () => {
    const limiter = new Aimd();
    limiter.release(await limiter.acquire(), 'throttled');
    expect(limiter.limit).toBe(32);
    await saturate(limiter, 10);
    expect(limiter.limit).toBeLessThanOrEqual(42);
    expect(limiter.limit).toBeGreaterThan(32);
  });

  test('never exceeds its limit, never falls below one, and everybody gets a turn', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.constantFrom('ok', 'throttled', 'failed'), { minLength: 1, maxLength: 300 }), async (signals) => {
      const limiter = new Aimd({ start: 4, max: 8 });
      let served = 0;
      const worker = async (signal: 'ok' | 'throttled' | 'failed'): Promise<void> => {
        const ticket = await limiter.acquire();
        served += 1;
        expect(limiter.inFlight).toBeLessThanOrEqual(8);
        await Promise.resolve();
        limiter.release(ticket, signal);
        expect(limiter.limit).toBeGreaterThanOrEqual(1);
      };
      await Promise.all(signals.map((signal) => worker(signal)));
      expect(served).toBe(signals.length);
      expect(limiter.inFlight).toBe(0);
    }));
  });
});
