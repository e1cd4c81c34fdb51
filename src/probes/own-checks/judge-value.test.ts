import { describe, expect, it } from 'vitest';
import type { OwnCheckConfig } from '#contract/config.schema';
import { knownBad, whyNot, whyNotAnswer } from './judge-value.ts';

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
});

const base = { id: 'x', tag: 'audit' } as const;
const http = (expect: OwnCheckConfig['expect'], status = 200): OwnCheckConfig => ({ ...base, kind: 'http', url: '/', status, expect });
const command = (expect: OwnCheckConfig['expect']): OwnCheckConfig => ({ ...base, kind: 'command', run: 'true', exitCode: 0, expect });
const sql = (expect: OwnCheckConfig['expect']): OwnCheckConfig => ({ ...base, kind: 'sql', store: 'DR-S1', sql: 'select 1', expect });
const accepts = (check: OwnCheckConfig): boolean => knownBad(check).some((group) => group.every((answer) => whyNotAnswer(check, answer) === null));

describe('a check shown answers that are known to be bad', () => {
  it.each([http({}), http({}, 599), http({ matches: 'Welcome' }), command({}), command({ equals: '' }), command({ matches: '^$' }), command({ matches: String.raw`\S` }), sql({ atLeast: 0 }), sql({ atMost: 1e9 }), sql({ equals: 't' }), sql({ equals: false })])('says no where it can fail (%j)', (check) => {
    expect(accepts(check)).toBe(false);
  });

  it.each([http({ matches: '.*' }), command({ matches: '' }), command({ matches: '^(?!.*ERROR)' }), sql({})])('says yes where nothing could ever make it fail, or an empty answer would not (%j)', (check) => {
    expect(accepts(check)).toBe(true);
  });
});
