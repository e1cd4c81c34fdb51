import type { OwnCheckConfig } from '#contract/config.schema';

type Expected = OwnCheckConfig['expect'];

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

/** An expectation of the same kind that this very value cannot meet: what a negative control shows to a check. */
export function impossible(value: string | null): Expected {
  return { equals: `not ${value ?? 'nothing'}` };
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
