import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '#contract/events';
import type { Timeline } from '#contract/measurement';
import { STORE, buildRun } from '#record/testing/build-run';
import { editRun } from '#record/testing/run-builder';
import { isoMicros, microsOf } from '#kit/time';
import { measureRun } from './measure-run.ts';
import { recoveryTime } from './rta.ts';

const storeOf = (run: ReturnType<typeof buildRun>) => {
  const [store] = measureRun(run.events, run.beacons).stores;
  if (!store) throw new Error('no store');
  return store;
};
const BASE = microsOf('2026-11-07T00:00:00.000000Z');
const at = (micros: number | null): string | null => (micros === null ? null : isoMicros(BASE + micros));
const sum = (parts: readonly { readonly seconds: number }[]): number => parts.reduce((total, part) => total + part.seconds, 0);

describe('recovery time', () => {
  it('counts from the earliest moment of the fault to the later of release check and confirmed service', () => {
    const store = storeOf(buildRun({ detectedAfter: 300 }));
    expect(store.rta).toEqual({ value: 2250, class: 'modelled' });
    expect(store.rtaParts.map((part) => [part.name, part.seconds])).toEqual([['detection', 300], ['decision', 600], ['restore', 1200], ['verification', 150]]);
    expect(store.rtaFromDetection).toMatchObject({ value: 1950 });
    expect(store.rtaFromDeclaration).toMatchObject({ value: 1350 });
  });

  it('counts the whole wait as decision and has no value from detection when nobody noticed', () => {
    const store = storeOf(buildRun());
    expect(store.rtaParts.map((part) => part.name)).toEqual(['decision', 'restore', 'verification']);
    expect(sum(store.rtaParts)).toBe(2250);
    expect(store.rtaFromDetection).toMatchObject({ value: null, why: expect.stringContaining('not detected') as string });
  });

  it('cuts the time the harness was gone out of the part it fell in and still sums', () => {
    const plain = storeOf(buildRun());
    const resumed = storeOf(buildRun({ resumed: { after: 400, downSeconds: 250 } }));
    expect(resumed.rtaParts.map((part) => [part.name, part.seconds])).toEqual([['decision', 900], ['restore', 1350], ['verification', 150], ['harness-down', 250]]);
    expect(resumed.rta.value).toBe((plain.rta.value ?? 0) + 400);
    expect(sum(resumed.rtaParts)).toBe(resumed.rta.value);
  });

  it.each([
    ['the service dies in the soak', { service: 'dies-in-soak' }],
    ['the service never works', { service: 'never' }],
    ['the release check fails', { failedStep: 'release-check' }],
    ['the restore fails', { failedStep: 'restore' }],
    ['the run is killed', { killed: true }],
  ] as const)('is null with a reason when %s', (_, story) => {
    expect(storeOf(buildRun(story)).rta).toMatchObject({ value: null, class: null, why: expect.any(String) as string });
  });

  it('is an error of the clock, not 0, when all moments are the same', () => {
    const frozen = editRun(buildRun(), (events) => events.map((event) => ({ ...event, at: '2026-11-07T06:00:00.000000Z', ...(event.type === 'fault.observed' ? { data: { ...event.data, earliest: '2026-11-07T06:00:00.000000Z', observed: '2026-11-07T06:00:00.000000Z' } } : {}), ...(event.type === 'declared' ? { data: { ...event.data, at: '2026-11-07T06:00:00.000000Z' } } : {}) }) as typeof event));
    expect(storeOf(frozen).rta).toMatchObject({ value: null, why: expect.stringMatching(/^clock: .*no time/) as string });
  });

  it('is an error of the clock when drill time runs slower than real time', () => {
    const slow = editRun(buildRun(), (events) => events.map((event, i) => (i > 20 ? { ...event, mono: event.mono + 90_000_000_000 } : event)));
    expect(storeOf(slow).rta).toMatchObject({ value: null, why: expect.stringMatching(/^clock: drill time stood still/) as string });
    expect(storeOf(slow).rpa).toMatchObject({ value: null, why: expect.stringMatching(/^clock:/) as string });
  });

  it('is an error of the clock when time goes backwards', () => {
    const back = editRun(buildRun(), (events) => events.map((event, i) => (i === 25 ? { ...event, at: '2026-11-07T05:00:00.000000Z' } : event)));
    expect(storeOf(back).rta).toMatchObject({ value: null, why: expect.stringContaining('backwards') as string });
  });

  it('takes the first success after a failed soak only when a later soak confirms it', () => {
    const healed = editRun(buildRun({ service: 'dies-in-soak' }), (events) => events.flatMap((event) => (event.type === 'soak.ended' ? [event, { ...event, type: 'service.read', data: { store: STORE, healthy: true, first: false, how: 'canary', detail: '' } } as RunEvent, { ...event, data: { ok: true, seconds: 600, detail: '' } } as RunEvent] : [event as RunEvent])));
    expect(storeOf(healed).timeline.T6).toBe(healed.events.find((event) => event.type === 'soak.ended')?.at);
  });

  it.each([['sandbox', 'fast', 'modelled'], ['sandbox', 'real', 'local'], ['aws', 'real', 'aws-sandbox']] as const)('on %s with pace %s is of class %s', (kind, pace, wanted) => {
    const target = { ...buildRun().started.target, kind, pace };
    expect(storeOf(buildRun({ started: { target } })).rta.class).toBe(wanted);
  });

  it('has parts that are never negative and always sum to it, whatever the moments', () => {
    const moment = fc.integer({ min: 0, max: 50_000_000 });
    fc.assert(fc.property(moment, fc.option(moment), moment, moment, moment, moment, (...[t0, t1, t2, t4, t5, t6]) => {
      const timeline: Timeline = { T0: at(t0), T1: at(t1), T2: at(t2), T3: at(t2), T4: at(t4), T5: at(t5), T6: at(t6), T7: null, T8: null };
      const { rta, rtaParts } = recoveryTime({ timeline, events: [], class: 'modelled', clockFault: null });
      const ordered = t0 <= (t1 ?? t0) && (t1 ?? t0) <= t2 && t2 <= t4 && t4 <= Math.max(t5, t6) && t0 < Math.max(t5, t6);
      expect(rta.value !== null).toBe(ordered);
      if (rta.value === null) return;
      expect(rtaParts.every((part) => part.seconds >= 0)).toBe(true);
      expect(sum(rtaParts)).toBeCloseTo(rta.value, 6);
    }));
  });
});
