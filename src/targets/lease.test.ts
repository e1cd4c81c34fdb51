import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Clock } from '#contract/clock';
import { virtualClock } from '#kit/virtual-clock';
import type { LeaseObject, LeaseRecord } from './lease-object.ts';
import { parseLease } from './lease-object.ts';
import { leaseOn } from './lease.ts';

const START = 1_800_000_000_000_000;
const HOUR_MS = 3_600_000;
const a = { runId: '0001-a', token: 'ta' };
const b = { runId: '0002-b', token: 'tb' };

/** An object with conditional writes, in memory; `loseAnswers` writes happen but answer as if they had not. */
function memoryObject(): LeaseObject & { held: { record: LeaseRecord; etag: string } | null; writes: number; loseAnswers: number } {
  return {
    held: null,
    writes: 0,
    loseAnswers: 0,
    async read() { await Promise.resolve(); return this.held; },
    async write(record, etag) {
      await Promise.resolve();
      if ((this.held?.etag ?? null) !== etag) return false;
      this.writes += 1;
      this.held = { record, etag: `e${this.writes}` };
      if (this.loseAnswers === 0) return true;
      this.loseAnswers -= 1;
      return false;
    },
  };
}

async function later(clock: Clock, hours: number): Promise<void> {
  await clock.task('wait', () => clock.sleep(hours * HOUR_MS));
}

describe('the lease', () => {
  test('is held by one run, and a second one is refused with the name of the first', async () => {
    const clock = virtualClock(START);
    const object = memoryObject();
    await leaseOn(object, clock, null).take(a);
    await expect(leaseOn(object, clock, null).take(b)).rejects.toMatchObject({ code: 'lease.held', exitCode: 5, message: expect.stringContaining('0001-a') });
    await expect(leaseOn(object, clock, null).check(a.token)).resolves.toBeUndefined();
    await expect(leaseOn(object, clock, null).check(b.token)).rejects.toMatchObject({ code: 'lease.lost', exitCode: 5 });
  });

  test('goes to the next run once it is released', async () => {
    const object = memoryObject();
    const lease = leaseOn(object, virtualClock(START), null);
    await lease.take(a);
    await lease.release(a.token);
    await expect(lease.check(a.token)).rejects.toMatchObject({ code: 'lease.lost' });
    await lease.take(b);
    await lease.release(a.token);
    await expect(lease.check(b.token)).resolves.toBeUndefined();
  });

  test('a killed run takes it again with its own token, and a namesake from another results folder does not', async () => {
    const lease = leaseOn(memoryObject(), virtualClock(START), null);
    await lease.take(a);
    await expect(lease.take({ runId: a.runId, token: 'namesake' })).rejects.toMatchObject({ code: 'lease.held' });
    await lease.take(a);
    await expect(lease.check(a.token)).resolves.toBeUndefined();
  });

  test('expires in drill time, and the former holder then finds it lost', async () => {
    const clock = virtualClock(START);
    const lease = leaseOn(memoryObject(), clock, null);
    const { until } = await lease.take(a);
    expect(Date.parse(until.slice(0, 23) + 'Z')).toBe(START / 1000 + 4 * HOUR_MS);
    await later(clock, 5);
    await lease.take(b);
    await expect(lease.check(a.token)).rejects.toMatchObject({ code: 'lease.lost' });
  });

  test('a holder that slept past its end renews it as long as nobody took it', async () => {
    const clock = virtualClock(START);
    const object = memoryObject();
    const lease = leaseOn(object, clock, null);
    await lease.take(a);
    await later(clock, 30);
    await lease.check(a.token);
    await expect(lease.take(b)).rejects.toMatchObject({ code: 'lease.held' });
  });

  test('checking costs a write only when half of the time is over', async () => {
    const clock = virtualClock(START);
    const object = memoryObject();
    const lease = leaseOn(object, clock, null);
    await lease.take(a);
    await later(clock, 1);
    await lease.check(a.token);
    expect(object.writes).toBe(1);
    await later(clock, 2);
    await lease.check(a.token);
    expect(object.writes).toBe(2);
  });

  test('a write whose answer was lost is recognised as its own', async () => {
    const object = memoryObject();
    object.loseAnswers = 1;
    const lease = leaseOn(object, virtualClock(START), null);
    await lease.take(a);
    await expect(lease.check(a.token)).resolves.toBeUndefined();
  });

  test('of many runs that start together exactly one gets it', async () => {
    await fc.assert(fc.asyncProperty(fc.scheduler(), fc.integer({ min: 2, max: 6 }), async (s, runs) => {
      const plain = memoryObject();
      const object: LeaseObject = { read: s.scheduleFunction(() => plain.read()), write: s.scheduleFunction((record: LeaseRecord, etag: string | null) => plain.write(record, etag)) };
      const clock = virtualClock(START);
      const takes = Promise.allSettled(Array.from({ length: runs }, (_, i) => leaseOn(object, clock, null).take({ runId: `r${i}`, token: `t${i}` })));
      await s.waitFor(takes);
      const results = await takes;
      expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
      expect(plain.held?.record.token).toBe(`t${results.findIndex((result) => result.status === 'fulfilled')}`);
    }));
  });

  test.each(['', 'x', '{}', '[]', 'null', '{"runId":"a","token":"b","takenAt":"c","until":"tomorrow","released":false}', '{"runId":1,"token":"b","takenAt":"c","until":"2026-01-01T00:00:00Z","released":false}'])('a lease that reads %j is nobody knows whose, and refuses', (text) => {
    expect(() => parseLease(text, 'bucket')).toThrow(expect.objectContaining({ code: 'lease.unreadable', exitCode: 5 }));
  });
});
