import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { ControlRole, WakeEvent } from '#contract/control';
import { realNowMicros } from '#kit/time';
import { realSleep } from '#kit/wall-clock';
import type { Catalogue, Timer } from '../service.ts';
import { CLOCK_MAP_TABLE, StoredClockMap } from './clock-map.ts';
import { CLOCK_TABLE, openDrillClock, type DrillClock } from './drill-clock.ts';
import { markSeenSafely } from './mark-seen.ts';
import { TimeHub, type Participant } from './time-hub.ts';

const HOUR = 3_600_000_000;

function memoryCatalogue(): Catalogue {
  const db = new DatabaseSync(':memory:');
  db.exec(`${CLOCK_TABLE};${CLOCK_MAP_TABLE}`);
  return { db, blobFolder: '', transaction: (work) => work(), settled: () => null, flush: () => undefined };
}

interface Player {
  readonly participant: Participant;
  readonly events: WakeEvent[];
}

function setup(timers: (clock: DrillClock) => readonly Timer[] = () => []): { clock: DrillClock; hub: TimeHub; log: string[]; join(name: string, role?: ControlRole): Player } {
  const clock = openDrillClock(memoryCatalogue());
  const log: string[] = [];
  const hub = new TimeHub(clock, timers(clock), (line) => log.push(line));
  return {
    clock, hub, log,
    join: (name, role = 'harness') => {
      const events: WakeEvent[] = [];
      return { events, participant: hub.join({ name, role, pid: 1, send: (event) => events.push(event) }) };
    },
  };
}

/** A timer over a list of due times, as a service would keep them in the catalogue. */
function listTimer(name: string, due: number[], fired: (at: number) => void | Promise<void>): Timer {
  return {
    name,
    next: () => due[0] ?? null,
    fire: async (at) => {
      await fired(at);
      due.splice(0, due.filter((one) => one <= at).length);
    },
  };
}

const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

describe('drill time', () => {
  test('does not stop for a timer that may be late, which fires in its turn before anyone wakes, and stops for it again once it may not be', async () => {
    const order: string[] = [];
    let idle = true;
    const { clock, join } = setup((time) => {
      const start = time.nowMicros();
      return [
        { ...listTimer('round', [start + HOUR, start + 8 * HOUR], (at) => { order.push(`round due after ${(at - start) / HOUR} h, fired after ${Math.floor((time.nowMicros() - start) / HOUR)}`); }), mayBeLate: () => idle },
        listTimer('job', [start + 4 * HOUR], () => { order.push(`job fired after ${Math.floor((time.nowMicros() - start) / HOUR)}`); }),
      ];
    });
    const start = clock.nowMicros();
    const { participant, events } = join('run');
    participant.park(1, start + 6 * HOUR);
    for (let i = 0; i < 6; i += 1) await turn();
    expect(order).toEqual(['round due after 1 h, fired after 4', 'job fired after 4']);
    expect(events.filter(({ wake }) => wake)).toHaveLength(1);
    idle = false;
    participant.park(2, start + 12 * HOUR);
    for (let i = 0; i < 6; i += 1) await turn();
    expect(order.at(-1)).toBe('round due after 8 h, fired after 8');
  });

  test('jumps to the earliest wake when the harness and every other participant are parked', async () => {
    const { clock, join } = setup();
    const [harness, platform] = [join('run'), join('portal', 'platform')];
    const start = clock.nowMicros();
    harness.participant.park(1, start + 2 * HOUR);
    await turn();
    expect(harness.events).toEqual([]);
    platform.participant.park(1, start + HOUR);
    await turn();
    expect(platform.events.map(({ wake, park }) => ({ wake, park }))).toEqual([{ wake: true, park: 1 }]);
    expect(harness.events.map(({ wake }) => wake)).toEqual([false]);
    expect(clock.nowMicros() - start).toBeGreaterThanOrEqual(HOUR);
    expect(clock.nowMicros() - start).toBeLessThan(2 * HOUR);
    platform.participant.park(2, start + 5 * HOUR);
    await turn();
    expect(harness.events.map(({ wake }) => wake)).toEqual([false, true]);
    expect(clock.nowMicros() - start).toBeLessThan(3 * HOUR);
  });

  test('the new offset is committed before it is announced', async () => {
    const catalogue = memoryCatalogue();
    const clock = openDrillClock(catalogue);
    const hub = new TimeHub(clock, [], () => undefined);
    const stored: number[] = [];
    const participant = hub.join({ name: 'run', role: 'harness', pid: 1, send: ({ clock: told }) => stored.push(told.offsetMicros - Number((catalogue.db.prepare('SELECT offset FROM clock').get() as { offset: number }).offset)) });
    participant.park(1, clock.nowMicros() + HOUR);
    await turn();
    expect(stored).toEqual([0]);
  });

  test('does not jump without a harness: a platform alone keeps to real speed and is woken at its real due time', async () => {
    const { clock, join } = setup();
    const platform = join('portal', 'platform');
    const start = clock.nowMicros();
    platform.participant.park(1, start + 30_000);
    await turn();
    expect(platform.events).toEqual([]);
    await realSleep(60);
    expect(platform.events.map(({ wake, park }) => ({ wake, park }))).toEqual([{ wake: true, park: 1 }]);
    expect(clock.state().offsetMicros).toBe(0);
  });

  test('does not jump while a call is in flight, and does once it has ended', async () => {
    const { hub, clock, join } = setup();
    const harness = join('run');
    hub.callBegan();
    harness.participant.park(1, clock.nowMicros() + HOUR);
    await turn();
    expect(harness.events).toEqual([]);
    hub.callEnded();
    await turn();
    expect(harness.events).toHaveLength(1);
  });

  test('a harness that waits without a wake time waits for something real: time does not run away', async () => {
    const { clock, join } = setup();
    const [harness, platform] = [join('run'), join('portal', 'platform')];
    platform.participant.park(1, clock.nowMicros() + HOUR);
    harness.participant.park(1, null);
    await turn();
    expect(platform.events).toEqual([]);
    expect(clock.state().offsetMicros).toBe(0);
  });

  test('timers fire in order of their due times, before whoever wakes at or after them, and time waits for slow ones', async () => {
    const order: string[] = [];
    const { clock, join } = setup((clock) => {
      const start = clock.nowMicros();
      return [
        listTimer('slow', [start + 2 * HOUR], async () => { await realSleep(20); order.push('slow 2h'); }),
        listTimer('quick', [start + HOUR, start + 3 * HOUR], (at) => { order.push(`quick ${Math.round((at - start) / HOUR)}h`); }),
      ];
    });
    const start = clock.nowMicros();
    const seen: string[] = [];
    const harness = join('run');
    harness.participant.park(1, start + 3 * HOUR + 1000);
    await realSleep(60);
    seen.push(...order);
    expect(seen).toEqual(['quick 1h', 'slow 2h', 'quick 3h']);
    expect(harness.events.filter(({ wake }) => wake)).toHaveLength(1);
  });

  test('closing waits for the timer that is firing, and the next one stays due', async () => {
    const order: string[] = [];
    const working = Promise.withResolvers<void>();
    const { clock, hub, log, join } = setup((clock) => {
      const start = clock.nowMicros();
      return [
        listTimer('slow', [start + HOUR], async () => { order.push('begun'); await working.promise; order.push('done'); }),
        listTimer('next', [start + HOUR + 1], () => { order.push('next'); }),
      ];
    });
    join('run').participant.park(1, clock.nowMicros() + 3 * HOUR);
    await vi.waitFor(() => expect(order).toEqual(['begun']));
    const closed = hub.close().then(() => { order.push('closed'); });
    await turn();
    expect(order).toEqual(['begun']);
    working.resolve();
    await closed;
    await turn();
    expect([order, log]).toEqual([['begun', 'done', 'closed'], []]);
  });

  test('a timer that fails or makes no progress is reported and does not stop time', async () => {
    const { clock, join, log } = setup((clock) => {
      const at = clock.nowMicros() + HOUR;
      return [{ name: 'broken', next: () => at, fire: () => { throw new Error('out of order'); } }];
    });
    const harness = join('run');
    harness.participant.park(1, clock.nowMicros() + 2 * HOUR);
    await realSleep(5);
    expect(harness.events.filter(({ wake }) => wake)).toHaveLength(1);
    expect(log.join('\n')).toContain('timer broken failed: Error: out of order');
    expect(log.join('\n')).toContain('still due');
  });

  test('advance wakes everyone on the way, in order, and ends at its moment', async () => {
    const { hub, clock, join } = setup();
    const platform = join('portal', 'platform');
    const start = clock.nowMicros();
    const woken: number[] = [];
    platform.participant.park(1, start + HOUR);
    const done = hub.advance(3 * HOUR);
    await turn();
    woken.push(platform.events.filter(({ wake }) => wake).length);
    platform.participant.park(2, start + 2 * HOUR);
    await turn();
    woken.push(platform.events.filter(({ wake }) => wake).length);
    platform.participant.park(3, start + 9 * HOUR);
    const { offsetMicros } = await done;
    expect(woken).toEqual([1, 2]);
    expect(offsetMicros).toBeGreaterThan(2.9 * HOUR);
    expect(offsetMicros).toBeLessThanOrEqual(3 * HOUR);
    expect(platform.events.filter(({ wake }) => wake)).toHaveLength(2);
  });

  test('a participant that leaves no longer holds time back', async () => {
    const { clock, join } = setup();
    const [harness, platform] = [join('run'), join('portal', 'platform')];
    harness.participant.park(1, clock.nowMicros() + HOUR);
    await turn();
    expect(harness.events).toEqual([]);
    platform.participant.leave();
    await turn();
    expect(harness.events).toHaveLength(1);
  });

  test('a frozen clock does not jump', async () => {
    const { hub, clock, join } = setup();
    const harness = join('run');
    hub.freeze(true);
    harness.participant.park(1, clock.nowMicros() + HOUR);
    await turn();
    expect(harness.events).toEqual([]);
    hub.freeze(false);
    await turn();
    expect(harness.events).toHaveLength(1);
  });

  test('whatever the order of parks, nobody wakes early, nobody is forgotten and time never goes back', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 4 }), async (plans) => {
      const { clock, join } = setup();
      const players = plans.map((_, i) => join(`p${i}`, i === 0 ? 'harness' : 'platform'));
      const start = clock.nowMicros();
      const step = async (i: number, nth: number): Promise<void> => {
        const plan = plans[i] ?? [];
        const player = players[i];
        if (!player) return;
        if (nth === plan.length) return player.participant.leave();
        const until = start + HOUR * plan.slice(0, nth + 1).reduce((a, b) => a + b, 0);
        player.participant.park(nth + 1, until);
        while (!player.events.some(({ wake, park }) => wake && park === nth + 1)) await turn();
        if (clock.nowMicros() < until) throw new Error('woken early');
        return step(i, nth + 1);
      };
      const others = plans.map((_, i) => i).slice(1).map((i) => step(i, 0));
      // the harness sleeps past everyone, so that all are woken
      const total = plans.reduce((a, plan) => a + plan.reduce((x, y) => x + y, 0), 0);
      const last = players[0];
      last?.participant.park(1, start + HOUR * (total + 1));
      await Promise.all(others);
      while (!last?.events.some(({ wake }) => wake)) await turn();
      const offsets = players.flatMap((player) => player.events.map((event) => event.clock.offsetMicros));
      expect(Math.min(...offsets)).toBeGreaterThan(0);
      for (const player of players) expect(player.events.map((event) => event.clock.offsetMicros)).toEqual(player.events.map((event) => event.clock.offsetMicros).sort((a, b) => a - b));
    }), { numRuns: 60 });
  });
});

describe('a full disk', () => {
  const full = (): never => { throw Object.assign(new Error('database or disk is full'), { code: 'ERR_SQLITE_ERROR', errcode: 13 }); };

  test('stops time with one line in the log; the jump is made as soon as it can be kept', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const catalogue = { ...memoryCatalogue(), flush: full as () => void };
      const clock = openDrillClock(catalogue);
      const log: string[] = [];
      const hub = new TimeHub(clock, [], (line) => log.push(line));
      const events: WakeEvent[] = [];
      const start = clock.nowMicros();
      hub.join({ name: 'run', role: 'harness', pid: 1, send: (event) => events.push(event) }).park(1, start + HOUR);
      await turn();
      vi.advanceTimersByTime(1000);
      expect(clock.nowMicros() - start).toBeLessThan(HOUR);
      expect(log).toEqual([expect.stringMatching(/^drill time stands still: .*disk .* is full/)]);
      catalogue.flush = () => undefined;
      vi.advanceTimersByTime(1000);
      expect(events.map(({ wake }) => wake)).toEqual([true]);
      expect(clock.nowMicros() - start).toBeGreaterThanOrEqual(HOUR);
      void hub.close();
    } finally {
      vi.useRealTimers();
    }
  });

  test('does not end the account when the moment seen cannot be kept: one line, and the next one that can be is', () => {
    const log: string[] = [];
    let seen = 0;
    let disk: () => void = full;
    const mark = markSeenSafely({ markSeen: () => { disk(); seen += 1; } }, (line) => log.push(line));
    mark();
    mark();
    expect(log).toEqual([expect.stringContaining('the disk that holds the sandbox\'s state is full')]);
    disk = () => undefined;
    mark();
    expect(seen).toBe(1);
  });
});

describe('the clock over restarts', () => {
  test('within one boot it goes on as if the sandbox had never stopped', () => {
    const catalogue = memoryCatalogue();
    const first = openDrillClock(catalogue, 'boot-a');
    first.jumpTo(first.nowMicros() + HOUR);
    const before = first.nowMicros();
    const second = openDrillClock(catalogue, 'boot-a');
    expect(second.state()).toEqual(first.state());
    expect(second.nowMicros()).toBeGreaterThanOrEqual(before);
  });

  test('after a sleep of the machine it goes on where it was, and what engines stamp by the system clock means the same moments', () => {
    const catalogue = memoryCatalogue();
    const first = openDrillClock(catalogue, 'boot-a');
    first.jumpTo(first.nowMicros() + HOUR);
    // the monotonic clock stood still for 20 s since: what was before lies 20 s further back, by the anchors and by the stamps
    const stamped = realNowMicros() - 30_000_000;
    catalogue.db.exec('UPDATE clock SET epoch = epoch - 20000000; UPDATE clock_map SET real = real - 20000000');
    const second = openDrillClock(catalogue, 'boot-a');
    expect(first.nowMicros() - second.nowMicros()).toBeGreaterThan(19_900_000);
    expect(first.nowMicros() - second.nowMicros()).toBeLessThan(20_100_000);
    const map = new StoredClockMap(catalogue, () => second.state().offsetMicros);
    expect(Math.abs(map.realOfDrill(second.nowMicros()) - realNowMicros())).toBeLessThan(50_000);
    expect(Math.abs(map.drillOfReal(realNowMicros()) - second.nowMicros())).toBeLessThan(50_000);
    expect(map.drillOfReal(stamped)).toBe(stamped);
  });

  test('after a reboot with a clock that was set back, moments before it keep their place', () => {
    const catalogue = memoryCatalogue();
    const first = openDrillClock(catalogue, 'boot-a');
    first.markSeen();
    const seen = first.nowMicros();
    catalogue.db.exec(`UPDATE clock SET seen = seen + ${HOUR}`);
    const second = openDrillClock(catalogue, 'boot-b');
    const map = new StoredClockMap(catalogue, () => second.state().offsetMicros);
    expect(map.drillOfReal(seen)).toBe(seen);
    expect(map.realOfDrill(seen)).toBe(seen);
    expect(Math.abs(map.realOfDrill(second.nowMicros() + HOUR) - realNowMicros() - HOUR)).toBeLessThan(50_000);
  });

  test('after a reboot it does not go back behind the last moment seen', () => {
    const catalogue = memoryCatalogue();
    const first = openDrillClock(catalogue, 'boot-a');
    first.jumpTo(first.nowMicros() + HOUR);
    first.markSeen();
    const before = first.nowMicros();
    catalogue.db.exec('UPDATE clock SET offset = 0');
    const second = openDrillClock(catalogue, 'boot-b');
    expect(second.nowMicros()).toBeGreaterThanOrEqual(before - 100_000);
  });
});
