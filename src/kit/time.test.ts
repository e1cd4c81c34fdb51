import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addSeconds, isoMicros, microsOf, secondsBetween } from './time.ts';

describe('times', () => {
  it('keep microseconds through text and back', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 4_102_444_800_000_000 }), (micros) => {
      expect(microsOf(isoMicros(micros))).toBe(micros);
    }));
  });

  it('sort as text in the order of time', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 4e15 }), fc.integer({ min: 0, max: 4e15 }), (a, b) => {
      expect(isoMicros(a) < isoMicros(b)).toBe(a < b);
    }));
  });

  it.each(['', 'yesterday', '2026-01-01', '2026-01-01T00:00:00+01:00', '2026-13-01T00:00:00Z'])('refuse %j instead of becoming NaN', (text) => {
    expect(() => microsOf(text)).toThrow(TypeError);
  });

  it('are apart by the seconds that were added', () => {
    expect(addSeconds('2026-03-29T00:59:59Z', 1.5)).toBe('2026-03-29T01:00:00.500000Z');
    expect(secondsBetween('2026-01-01T00:00:00Z', addSeconds('2026-01-01T00:00:00Z', 12.25))).toBe(12.25);
  });
});
