import { z } from 'zod';
import { didYouMean } from './nearest.ts';
import { knownKeys, schemasAt } from './schema-walk.ts';

/** One thing that is wrong with a file of data. */
export interface Problem {
  readonly path: readonly PropertyKey[];
  /** Expected, got and what to do; completes a sentence that begins with the key path. */
  readonly text: string;
}

/** The issues of a schema as sentences with key path, expected, got and the nearest known key. `input` is what was parsed. */
export function explainIssues(schema: z.core.$ZodType, error: z.core.$ZodError, input: unknown): readonly Problem[] {
  return error.issues.flatMap((issue) => explain(schema, issue, input));
}

/** A key path as people write it: `platform.stores[0].region`; `(top level)` for the whole. */
export function pathText(path: readonly PropertyKey[]): string {
  const text = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return text.replace(/^\./, '') || '(top level)';
}

/** A value as it may stand in a sentence: JSON, cut to 60 characters, with its kind where JSON would hide it. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return `an object with ${Object.keys(value).slice(0, 4).join(', ') || 'no keys'}`;
  if (typeof value === 'number') return `the number ${value}`;
  if (typeof value === 'boolean') return `the boolean ${value}`;
  if (typeof value === 'function') return 'a function';
  const text = JSON.stringify(String(value));
  return text.length > 60 ? `${text.slice(0, 57)}..."` : text;
}

/** The value at a key path, or undefined. */
export function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

function explain(schema: z.core.$ZodType, issue: z.core.$ZodIssue, input: unknown): readonly Problem[] {
  const got = valueAt(input, issue.path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(schema, [...issue.path, key]));
    case 'invalid_type':
      return [wrongType(schema, issue.path, issue.expected, got)];
    case 'invalid_format':
      return [{ path: issue.path, text: `must be ${issue.message}, got ${shown(got)}` }];
    case 'invalid_value':
      return [{ path: issue.path, text: `must be ${oneOf(issue.values)}, got ${shown(got)}${typeof got === 'string' ? didYouMean(got, issue.values.map(String)) : ''}` }];
    case 'invalid_union':
      return [wrongUnion(schema, issue, got)];
    case 'too_small':
    case 'too_big':
      return [{ path: issue.path, text: `${bounds(issue)}, got ${shown(got)}` }];
    default:
      return [{ path: issue.path, text: `is not valid: ${issue.message}, got ${shown(got)}` }];
  }
}

function unknownKey(schema: z.core.$ZodType, path: readonly PropertyKey[]): Problem {
  const known = knownKeys(schema, path.slice(0, -1));
  const guess = didYouMean(String(path.at(-1)), known);
  return { path, text: `is not a known key${guess || `; known keys here: ${known.join(', ') || 'none'}`}` };
}

function wrongType(schema: z.core.$ZodType, path: readonly PropertyKey[], expected: string, got: unknown): Problem {
  const format = expected === 'string' ? formatAt(schema, path) : null;
  const what = format ?? kindText(expected);
  if (got === undefined) return { path, text: `is missing; expected ${what}` };
  const advice = format?.includes('account id') && typeof got === 'number'
    ? '; put it in quotes, because a number loses leading zeros and could name another account'
    : '';
  return { path, text: `must be ${what}, got ${shown(got)}${advice}` };
}

/** The words of a string's own pattern, found by asking the schema about a string that fits none. */
function formatAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): string | null {
  const [found] = schemasAt(schema, path);
  if (!(found instanceof z.ZodString)) return null;
  const issue = found.safeParse('\u0000').error?.issues[0];
  return issue?.code === 'invalid_format' ? issue.message : null;
}

/** A discriminated union reports the path of its discriminator; the values it may have stand there as literals. */
function wrongUnion(schema: z.core.$ZodType, issue: z.core.$ZodIssueInvalidUnion, got: unknown): Problem {
  const values = schemasAt(schema, issue.path).flatMap((one) => (one instanceof z.ZodLiteral ? [...one.values] : []));
  if (values.length === 0) return { path: issue.path, text: `is not valid, got ${shown(got)}` };
  return { path: issue.path, text: `must be ${oneOf(values)}, got ${shown(got)}${typeof got === 'string' ? didYouMean(got, values.map(String)) : ''}` };
}

function oneOf(values: readonly unknown[]): string {
  const texts = values.map((value) => JSON.stringify(value));
  return texts.length === 1 ? `${texts[0]}` : `one of ${texts.join(', ')}`;
}

function kindText(expected: string): string {
  const words: Readonly<Record<string, string>> = { string: 'a text', number: 'a number', int: 'a whole number', boolean: 'true or false', array: 'a list', object: 'an object', record: 'an object' };
  return words[expected] ?? expected;
}

function bounds(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  const limit = issue.code === 'too_small' ? Number(issue.minimum) : Number(issue.maximum);
  if (issue.origin === 'string') return limit === 1 ? 'must not be empty' : `must have ${issue.code === 'too_small' ? 'at least' : 'at most'} ${limit} characters`;
  if (issue.origin === 'array') return limit === 1 && issue.code === 'too_small' ? 'must list at least one' : `must list ${issue.code === 'too_small' ? 'at least' : 'at most'} ${limit}`;
  if (issue.code === 'too_small') return issue.inclusive ? `must be ${limit} or more` : `must be more than ${limit}`;
  return issue.inclusive ? `must be ${limit} or less` : `must be less than ${limit}`;
}
