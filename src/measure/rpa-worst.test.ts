import { describe, expect, it } from 'vitest';
import type { RecoveryPointFact } from '#contract/events';
import { addSeconds } from '#kit/time';
import { buildRun } from '#record/testing/build-run';
import type { Story } from '#record/testing/build-run';
import { editRun } from '#record/testing/run-builder';
import { measureRun } from './measure-run.ts';

const worst = (story: Story) => {
  const run = buildRun(story);
  return measureRun(run.events, run.beacons).stores[0]?.rpaWorst;
};
const value = (story: Story): number | null | undefined => worst(story)?.value;
const spoil = (change: Partial<RecoveryPointFact>): Story => ({ points: (points) => points.map((point, i) => (i === 3 ? { ...point, ...change } : point)) });
/** Points are hourly and usable 300 s after they began, so the newest is at most 3600 + 300 s old. */
const HOURLY = 3900;

describe('worst recovery point of the window', () => {
  it('is the age of the newest usable point just before the next one, with its lag', () => {
    expect(worst({})).toMatchObject({ value: HOURLY, class: 'modelled', window: { from: '2026-11-07T00:05:00.000000Z', to: '2026-11-07T06:50:00.500000Z' } });
    expect(value({ copySeconds: 1200 })).toBe(4800);
  });

  it('grows by the interval when a job failed, never completed or was not made by the schedule', () => {
    for (const change of [{ status: 'failed' }, { status: 'running', availableAt: null }, { madeBy: 'other' }, { availableAt: null }] as const) expect(value(spoil(change))).toBe(HOURLY + 3600);
  });

  it('counts what a point really holds, not its date', () => {
    expect(value({ points: (points) => points.map((point, i) => (i === 3 ? { ...point, found: points[1]?.found ?? [] } : point)) })).toBe(HOURLY + 2 * 3600);
    expect(value({ points: (points) => points.map((point, i) => (i === 3 ? { ...point, found: [] } : point)) })).toBe(HOURLY + 3600);
    expect(value({ points: (points) => points.map((point) => ({ ...point, createdAt: '2026-11-07T06:49:30.000000Z' })) })).toBe(HOURLY);
  });

  it('counts the age at the strike when that is the longest', () => {
    expect(value({ points: (points) => points.slice(0, 3) })).toBe(4 * 3600 + 3000.5);
  });

  it('lets a point made for the drill never serve', () => {
    const mixed = worst({ points: (points) => [...points.slice(0, 2), ...points.slice(6).map((point) => ({ ...point, madeBy: 'other' as const }))] });
    expect(mixed?.value).toBe(worst({ points: (points) => points.slice(0, 2) })?.value);
  });

  it.each([
    ['there is only one usable point', { points: (points) => points.slice(-1) }, /only one usable/],
    ['there is none', { points: () => [] }, /^no usable/],
  ] as readonly (readonly [string, Story, RegExp])[])('is null with its reason when %s', (_, story, why) => {
    expect(worst(story)).toMatchObject({ value: null, window: null, why: expect.stringMatching(why) as string });
  });

  it.each([
    ['the list was cut short', { complete: false }, /complete/],
    ['the points die with the resource', { outsideBlastRadius: false }, /blast radius/],
  ])('is null with its reason when %s', (_, change, why) => {
    const run = editRun(buildRun(), (events) => events.map((event) => (event.type === 'points.read' ? ({ ...event, data: { ...event.data, ...change } } as typeof event) : event)));
    expect(measureRun(run.events, run.beacons).stores[0]?.rpaWorst).toMatchObject({ value: null, why: expect.stringMatching(why) as string });
  });

  it('leaves out and counts points made while no beacons ran, and is null when all were', () => {
    const run = buildRun();
    const silence = (from: string, to: string) => new Map([...run.beacons].map(([store, lines]) => [store, lines.filter((line) => line.at < from || line.at > to)]));
    expect(measureRun(run.events, silence('2026-11-07T02:30', '2026-11-07T05:30')).stores[0]?.rpaWorst).toMatchObject({ value: HOURLY, unmeasuredPoints: 3 });
    expect(measureRun(run.events, silence('2026-11-07T00:10', '2026-11-07T06:20')).stores[0]?.rpaWorst).toMatchObject({ value: HOURLY, unmeasuredPoints: 6 });
    expect(measureRun(run.events, silence('2026-11-06T00:00', '2026-11-07T06:20')).stores[0]?.rpaWorst.value).toBeNull();
  });

  it('looks back no further than the window', () => {
    const early: Story = { points: (points) => points.filter((_, i) => i !== 1 && i !== 2) };
    expect(value(early)).toBe(HOURLY + 2 * 3600);
    expect(value({ ...early, started: { config: { drill: { lookBack: 'PT2H' } } } })).toBe(HOURLY);
  });

  describe('of points that only a restore can read', () => {
    const claimed = (lag: number): Story => ({ points: (points) => points.map((point) => ({ ...point, claimedUntil: addSeconds(point.createdAt, -lag) })) });

    it('counts what the provider claims, and says that nothing proved it', () => {
      expect(worst(claimed(0))).toMatchObject({ value: HOURLY, basis: 'claimed' });
      expect(value(claimed(600))).toBe(HOURLY + 600);
    });

    it('is worse by what the restored point lacked of its claim', () => {
      const restored = (claimedUntil: string) => {
        const run = editRun(buildRun(claimed(0)), (events) => events.map((event) => (event.type === 'step.ended' && event.data.n === 2 ? ({ ...event, data: { ...event.data, outputs: { claimedUntil } } } as typeof event) : event)));
        return measureRun(run.events, run.beacons).stores[0];
      };
      const r = restored('2026-11-07T00:00:00Z')?.r ?? '';
      expect(restored(r)?.rpaWorst).toMatchObject({ value: HOURLY, basis: 'claimed-and-proved' });
      expect(restored(addSeconds(r, 1200))?.rpaWorst.value).toBe(HOURLY + 1200);
    });

    it('ends its window where a continuous point was last watched', () => {
      const run = editRun(buildRun(claimed(0)), (events) => events.map((event) => (event.type === 'points.read' ? ({ ...event, data: { ...event.data, points: event.data.points.slice(0, 3), watchedUntil: '2026-11-07T03:00:00Z' } } as typeof event) : event)));
      expect(measureRun(run.events, run.beacons).stores[0]?.rpaWorst).toMatchObject({ value: HOURLY, window: { to: '2026-11-07T03:00:00.000000Z' } });
    });
  });
});
