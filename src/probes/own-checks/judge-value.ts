import type { OwnCheckConfig } from '#contract/config.schema';
import { KNOWN_BAD_TEXTS } from '#kit/known-bad-texts';
import type { CheckValue } from './read-value.ts';

type Expected = OwnCheckConfig['expect'];

/** Why an answer is not what a check expects, in words; null when it is. Status and exit code come first: no value can mend them. */
export function whyNotAnswer(check: OwnCheckConfig, { value, code, detail }: CheckValue): string | null {
  if (check.kind === 'http' && code !== check.status) return `${detail} answered ${code ?? 'nothing'}, expected ${check.status}`;
  if (check.kind === 'command' && code !== check.exitCode) return `exit code ${code ?? 'unknown'}, expected ${check.exitCode}${detail === '' ? '' : `: ${detail}`}`;
  if (check.kind === 'sql' && value === null && detail !== '') return detail;
  return whyNot(value, check.expect);
}

/**
 * Answers known to be bad for a check, in groups: one that accepts every member of a group cannot say no. Where only a status or an exit code
 * is expected it is another one; else no value at all, and texts that nobody expects (one of them alone may be what is expected).
 */
export function knownBad(check: OwnCheckConfig): readonly (readonly CheckValue[])[] {
  const code = check.kind === 'http' ? check.status : check.kind === 'command' ? check.exitCode : null;
  const detail = 'an answer known to be bad';
  if (code !== null && Object.keys(check.expect).length === 0) return [[{ value: '', code: code + 1, detail }]];
  return [[{ value: null, code, detail: '' }], KNOWN_BAD_TEXTS.map((value) => ({ value, code, detail }))];
}

/** Why a value is not what was expected, in words; null when it is. Numbers are compared as numbers, everything else as text. */
export function whyNot(value: string | null, expected: Expected): string | null {
  const { equals, atLeast, atMost, matches } = expected;
  if (value === null) return Object.keys(expected).length === 0 ? null : 'there is no value';
  if (equals !== undefined && !same(value, equals)) return `expected ${JSON.stringify(equals)}`;
  if (atLeast !== undefined && !(numberOf(value) >= atLeast)) return `expected at least ${atLeast}`;
  if (atMost !== undefined && !(numberOf(value) <= atMost)) return `expected at most ${atMost}`;
  if (matches !== undefined && !new RegExp(matches, 's').test(value)) return `expected a text that matches ${matches}`;
  return null;
}

function same(value: string, equals: string | number | boolean): boolean {
  if (typeof equals === 'number') return numberOf(value) === equals;
  // PostgreSQL says t and f.
  if (typeof equals === 'boolean') return (equals ? ['true', 't'] : ['false', 'f']).includes(value);
  return value === equals;
}

function numberOf(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}
