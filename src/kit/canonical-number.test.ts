import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalNumber } from './canonical-number.ts';

it.each([['1', '1'], ['1.0', '1'], ['10E-1', '1'], ['0001', '1'], ['100', '1E2'], ['1e2', '1E2'], ['-0.00', '0'], ['0', '0'], ['-1.50', '-15E-1'], ['.5', '5E-1'], ['+7', '7'], ['9.9E+125', '99E124']])('writes %s as %s', (text, canonical) => {
  expect(canonicalNumber(text)).toBe(canonical);
});

it('gives one text for each value however it is written, and another for every other value', () => {
  const number = fc.record({ digits: fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n }), power: fc.integer({ min: -60, max: 60 }) });
  fc.assert(fc.property(number, fc.nat(5), ({ digits, power }, zeros) => {
    const sign = digits < 0n ? '-' : '';
    const plain = String(digits < 0n ? -digits : digits);
    const same = [`${sign}${plain}E${power}`, `${sign}00${plain}e${power}`, `${sign}${plain}${'0'.repeat(zeros)}E${power - zeros}`, `${sign}${plain}.${'0'.repeat(zeros)}E${power}`];
    const [first, ...others] = same.map(canonicalNumber);
    expect(others).toEqual(others.map(() => first));
    expect(canonicalNumber(`${digits + 1n}E${power}`)).not.toBe(first);
    if (digits !== 0n) expect(canonicalNumber(`${digits}E${power + 1}`)).not.toBe(first);
  }));
});
