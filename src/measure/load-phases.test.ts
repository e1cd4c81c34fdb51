import { describe, expect, it } from 'vitest';
import type { RunEvent } from '#contract/events';
import type { LoadReading } from '#contract/user-service';
import { microsOf } from '#kit/time';
import { loadPhases, realOutages } from './load-phases.ts';

const LOAD: LoadReading = { tool: 'k6', ratePerSecond: 20, realSeconds: 4, requests: 80, failed: 0, dropped: null, latencyMs: { p50: 1, p95: 2, p99: 3 }, series: 'load/series.ndjson' };
const CLOCK = { realMs: microsOf('2026-11-07T12:00:00Z') / 1000, monoMicros: 500e6 };
const begins = (phase: RunEvent['phase'], mono: number): RunEvent => ({ seq: 1, prev: '', at: '', mono, phase, type: 'phase.started', data: { attempt: 1 } });
const EVENTS = [begins('3-disrupt', 490e6), begins('4-recover', 502e6)];
const second = (at: number, failed: number, p95Ms: number | null): { atMs: number; requests: number; failed: number; p95Ms: number | null } => ({ atMs: CLOCK.realMs + at * 1000, requests: 20, failed, p95Ms });

describe('load by phase', () => {
  it('puts each second of the series into the phase that was going on in real time', () => {
    const series = [second(0, 0, 5), second(1, 20, 30), second(2, 10, 9), second(3, 0, null), second(4, 1, 7)];
    expect(loadPhases(EVENTS, { ...LOAD, clock: CLOCK }, series)).toEqual([
      { phase: '3-disrupt', realSeconds: 2, requests: 40, failed: 20, p95Ms: { middle: 5, worst: 30 } },
      { phase: '4-recover', realSeconds: 3, requests: 60, failed: 11, p95Ms: { middle: 7, worst: 9 } },
    ]);
  });

  it('counts a second once whose requests stand apart by name', () => {
    expect(loadPhases(EVENTS, { ...LOAD, clock: CLOCK }, [second(0, 0, 5), second(0, 1, 6)])).toEqual([expect.objectContaining({ realSeconds: 1, requests: 40, failed: 1 })]);
  });

  it('is not made up for a record that does not tell both clocks', () => {
    expect(loadPhases(EVENTS, LOAD, [second(0, 0, 5)])).toEqual([]);
    expect(realOutages({ ...LOAD, outages: [] })).toBeUndefined();
  });
});

describe('outages in real time', () => {
  it('are intervals, and last at least from the first failure to the last one', () => {
    const outages = [{ down: [500e6, 500.9e6], up: [503e6, 503.05e6] }, { down: [510e6, 510.5e6], up: null }] as const;
    expect(realOutages({ ...LOAD, clock: CLOCK, outages })).toEqual([
      { down: ['2026-11-07T12:00:00.000000Z', '2026-11-07T12:00:00.900000Z'], up: ['2026-11-07T12:00:03.000000Z', '2026-11-07T12:00:03.050000Z'], seconds: [2.1, 3.05] },
      { down: ['2026-11-07T12:00:10.000000Z', '2026-11-07T12:00:10.500000Z'], up: null, seconds: null },
    ]);
  });
});
