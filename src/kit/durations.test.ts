import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationSeconds, humanDuration, isoDuration, parseDuration } from './durations.ts';

describe('durations', () => {
  it('reads days, hours, minutes and seconds', () => {
    expect(durationSeconds('P1DT2H3M4.5S')).toBe(93_784.5);
    expect(durationSeconds('PT4H')).toBe(14_400);
  });

  it.each(['', 'P', 'PT', '4h', 'P1Y', 'P1M', 'PT-1H', 'pt1h', '1'])('refuses %j', (text) => {
    expect(parseDuration(text)).toBeNull();
  });

  it('gives back what it wrote, to the millisecond', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), (ms) => {
      expect(durationSeconds(isoDuration(ms / 1000))).toBeCloseTo(ms / 1000, 3);
    }));
  });

  it.each([[0.44, '0.4 s'], [42, '42 s'], [2472, '41 min 12 s'], [3600, '1 h'], [99_600, '27 h 40 min'], [86_420, '24 h 20 s'], [86_400, '24 h'], [300_000, '3 d 11 h'], [-90, '-1 min 30 s']])('says %d seconds as %j', (seconds, words) => {
    expect(humanDuration(seconds)).toBe(words);
  });
});
