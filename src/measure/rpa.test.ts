import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BeaconLine, RunEvent, SeriesRanges } from '#contract/events';
import { isoMicros, microsOf } from '#kit/time';
import { STORE, buildRun } from '#record/testing/build-run';
import { mergeLedger } from './beacon-ledger.ts';
import { countBeacons } from './beacons.ts';
import { FoundSet } from './found-set.ts';
import { measureRun } from './measure-run.ts';
import { recoveryPoint } from './rpa.ts';

const BASE = microsOf('2026-11-07T00:00:00.000000Z');
const at = (second: number): string => isoMicros(BASE + second * 1_000_000);
const acked = (seq: number, second = seq, series = 'a'): BeaconLine[] => [{ kind: 'sent', series, seq, at: at(second - 0.1) }, { kind: 'acked', series, seq, at: at(second) }];
const found = (...ranges: (readonly [number, number])[]): SeriesRanges[] => [{ series: 'a', ranges }];
const reading = (ranges: readonly SeriesRanges[], complete = true) => ({ store: STORE, where: 'bucket', found: ranges, duplicated: 0, unknownNames: 0, complete });
const T0 = { earliest: at(100), observed: at(101) };
const point = (lines: readonly BeaconLine[], ranges: readonly SeriesRanges[], complete = true) =>
  recoveryPoint({ ledger: mergeLedger(lines), reading: reading(ranges, complete), t0: T0, class: 'modelled', clockFault: null, periodSeconds: 10 });
const counts = (lines: readonly BeaconLine[], ...readings: (readonly SeriesRanges[])[]) =>
  countBeacons({ ledger: mergeLedger(lines), readings: readings.map((ranges) => reading(ranges)), observed: T0.observed, restoreAt: null });
const hundred = Array.from({ length: 101 }, (_, i) => acked(i + 1)).flat();

describe('recovery point', () => {
  it('is the last write before the fault was seen minus the newest mark of the whole prefix', () => {
    expect(point(hundred, found([1, 60]))).toEqual({ rpa: { value: 41, class: 'modelled', resolutionSeconds: 1 }, r: at(60) });
  });

  it('is not made better by a newer mark behind a hole', () => {
    expect(point(hundred, found([1, 60], [62, 101])).rpa).toMatchObject({ value: 41 });
    expect(counts(hundred, found([1, 60], [62, 101]))).toMatchObject({ lost: 1, holes: 1, firstLost: at(61), newestRecovered: at(101) });
  });

  it('is 0 and not null when everything came back', () => {
    expect(point(hundred, found([1, 101])).rpa).toMatchObject({ value: 0 });
  });

  it('states the gap around R as its resolution', () => {
    expect(point([...acked(1, 10), ...acked(2, 70), ...acked(3, 99)], found([1, 1])).rpa).toMatchObject({ value: 89, resolutionSeconds: 60 });
  });

  it('merges series by the time of acknowledgement', () => {
    const lines = [...acked(1, 10, 'history'), ...acked(2, 30, 'history'), ...acked(1, 20, 'a'), ...acked(2, 98, 'a')];
    expect(point(lines, [{ series: 'history', ranges: [[1, 2]] }, { series: 'a', ranges: [[1, 1]] }])).toMatchObject({ r: at(30), rpa: { value: 68 } });
    expect(point(lines, [{ series: 'history', ranges: [[1, 1]] }, { series: 'a', ranges: [[1, 2]] }])).toMatchObject({ r: at(20) });
  });

  it('counts marks without a certain answer neither as kept nor as lost', () => {
    const lines: BeaconLine[] = [...hundred.filter((line) => line.seq !== 50 && line.seq !== 51), { kind: 'sent', series: 'a', seq: 50, at: at(50) }, { kind: 'sent', series: 'a', seq: 51, at: at(51) }, { kind: 'failed', series: 'a', seq: 51, at: at(52), sure: false, code: 'timeout' }];
    expect(point(lines, found([1, 49], [52, 101])).rpa).toMatchObject({ value: 0 });
    expect(counts(lines, found([1, 49], [52, 101]))).toMatchObject({ acknowledged: 99, stable: 99, lost: 0, indeterminate: 2 });
  });

  it.each([
    ['no mark came back', hundred, found(), true, /no acknowledged beacon came back/],
    ['the oldest mark is missing', hundred, found([2, 101]), true, /oldest acknowledged beacon is missing/],
    ['the reading was cut short', hundred, found([1, 60]), false, /did not end in "complete"/],
    ['nothing was acknowledged before the fault', acked(1, 150), found([1, 1]), true, /no beacon was acknowledged before the fault/],
    ['the marks had stopped long before the fault', acked(1, 10), found([1, 1]), true, /had stopped/],
  ] as const)('is null with its reason when %s', (...[, lines, ranges, complete, why]) => {
    expect(point(lines, ranges, complete).rpa).toMatchObject({ value: null, why: expect.stringMatching(why) as string });
  });

  it('never reads the fault from a reading taken before it', () => {
    const run = buildRun();
    const early = run.events.find((event) => event.type === 'beacons.read');
    const events: RunEvent[] = run.events.filter((event) => event.type !== 'beacons.read');
    if (early) events.splice(5, 0, early);
    expect(measureRun(events, run.beacons).stores[0]?.rpa).toMatchObject({ value: null });
  });

  it('of any ledger and any reading, R is the newest of an unbroken prefix', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 100 }), { minLength: 1 }), (seqs) => {
      const have = new Set(seqs);
      let prefix = 0;
      while (have.has(prefix + 1)) prefix += 1;
      const ranges = found(...seqs.map((seq) => [seq, seq] as const));
      const { rpa, r } = point(hundred, ranges);
      expect(r).toBe(prefix === 0 ? null : at(prefix));
      expect(rpa.value).toBe(prefix === 0 ? null : 101 - prefix);
    }));
  });
});

describe('beacon classes', () => {
  it('tell a refused mark that came back, a late one, and one written after the fault', () => {
    const lines: BeaconLine[] = [...acked(1), ...acked(2), { kind: 'sent', series: 'a', seq: 3, at: at(3) }, { kind: 'failed', series: 'a', seq: 3, at: at(3), sure: true, code: 'AccessDenied' }, ...acked(4, 110), ...acked(5, 120)];
    expect(counts(lines, found([1, 1]), found([1, 3], [5, 5]))).toMatchObject({ stable: 3, stale: 1, resurrected: 1, lostAfterT0: 1, neverRead: 0 });
  });

  it('count marks as never read when there was no complete reading', () => {
    expect(countBeacons({ ledger: mergeLedger(hundred), readings: [], observed: T0.observed, restoreAt: null })).toMatchObject({ acknowledged: 101, stable: 0, lost: 0, neverRead: 101 });
    expect(countBeacons({ ledger: mergeLedger(hundred), readings: [reading(found([1, 10]), false)], observed: T0.observed, restoreAt: null })).toMatchObject({ stable: 10, lost: 0, neverRead: 91 });
  });

  it('always add up to the acknowledged marks', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 130 }), fc.integer({ min: 0, max: 20 }))), fc.boolean(), (spans, complete) => {
      const lines = Array.from({ length: 130 }, (_, i) => acked(i + 1)).flat();
      const c = countBeacons({ ledger: mergeLedger(lines), readings: [reading(found(...spans.map(([from, length]) => [from, from + length] as const)), complete)], observed: T0.observed, restoreAt: null });
      expect(c.stable + c.lost + c.neverRead + c.lostAfterT0).toBe(130);
    }));
  });
});

describe('a found set', () => {
  it('answers like the plain set of its ranges, in whatever order and overlap they come', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 8 }))), (spans) => {
      const plain = new Set(spans.flatMap(([from, length]) => Array.from({ length: length + 1 }, (_, i) => from + i)));
      const set = new FoundSet(found(...spans.map(([from, length]) => [from, from + length] as const)));
      for (let seq = -1; seq < 75; seq += 1) expect(set.has('a', seq)).toBe(plain.has(seq));
      expect(set.count('a')).toBe(plain.size);
    }));
  });
});
