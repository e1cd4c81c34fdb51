import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyKey } from './testing/hostile-keys.ts';
import { compareUtf8 } from './utf8-order.ts';

test('keys are ordered as their UTF-8 bytes are', () => {
  fc.assert(fc.property(anyKey(), anyKey(), (a, b) => {
    expect(Math.sign(compareUtf8(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
  }), { numRuns: 1000 });
});

test('characters beyond U+FFFF come after the private use area, where JavaScript puts them before', () => {
  expect(compareUtf8('\uE000', '😀')).toBeLessThan(0);
  expect(['😀', '\uE000'].sort()).toEqual(['😀', '\uE000']);
});
