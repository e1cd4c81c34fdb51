import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalNumber } from './canonical-number.ts';
import { keptNumber, parseExactly } from './exact-json.ts';

it.each(['12345678901234567890', '-0.1234567890123456789012', '8123456789.1234567', '1e400', '-1E-400', '9007199254740993'])('keeps %s as it was written, wherever it stands', (number) => {
  expect(JSON.stringify(parseExactly(`{"a":[{"b":${number}}],"${number}":"${number}"}`))).toBe(`{"a":[{"b":${number}}],"${number}":"${number}"}`);
  expect(keptNumber(parseExactly(number))).toBe(number);
});

it.each([['1', 1], ['0.5', 0.5], ['1.0000000000000000', 1], ['1e100', 1e100], ['9007199254740992', 2 ** 53]])('reads %s, which a double holds, as the number it is', (text, value) => {
  expect(parseExactly(text)).toBe(value);
  expect(keptNumber(value)).toBeNull();
});

it('writes every decimal number as the one it read', () => {
  fc.assert(fc.property(fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n }), fc.integer({ min: -500, max: 500 }), (digits, power) => {
    const text = power < -400 || power % 2 === 0 ? `${digits}e${power}` : `${digits}.${String(digits).replace('-', '')}`;
    expect(canonicalNumber(JSON.stringify(parseExactly(text)))).toBe(canonicalNumber(text));
  }));
});
