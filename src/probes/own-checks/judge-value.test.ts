import { describe, expect, it } from 'vitest';
import { impossible, whyNot } from './judge-value.ts';

describe('a value held against what was expected', () => {
  it('passes when it is equal as a number, a text or a truth', () => {
    expect([whyNot('42', { equals: 42 }), whyNot('42.0', { equals: 42 }), whyNot('ok', { equals: 'ok' }), whyNot('t', { equals: true }), whyNot('f', { equals: false })]).toEqual([null, null, null, null, null]);
  });

  it('says what was expected when it is not', () => {
    expect(whyNot('41', { atLeast: 42 })).toBe('expected at least 42');
    expect(whyNot('43', { atMost: 42 })).toBe('expected at most 42');
    expect(whyNot('down', { matches: '^up' })).toContain('matches ^up');
    expect(whyNot('ok ', { equals: 'ok' })).toBe('expected "ok"');
  });

  it('never takes an empty or a foreign text for a number', () => {
    expect([whyNot('', { atLeast: 0 }), whyNot(' ', { equals: 0 }), whyNot('many', { atMost: 1e9 })]).not.toContain(null);
  });

  it('fails without a value where one is expected, and passes where nothing is', () => {
    expect(whyNot(null, { equals: '' })).toBe('there is no value');
    expect(whyNot(null, {})).toBeNull();
  });

  it.each([null, '', 'ok', '42', 'not nothing', 'not '])('can always be shown an expectation that it does not meet (%j)', (value) => {
    expect(whyNot(value, impossible(value))).not.toBeNull();
  });
});
