import { dateOfText } from '#kit/dates';
import { listOf } from './policy-document.ts';
import type { RequestContext } from './request-context.ts';
import { arnMatch, wildcardMatch } from './wildcard.ts';

type Test = (expected: string, actual: string) => boolean;

interface Operator {
  readonly test: Test;
  /** A `Not` form is true when no value matches, and when the key is absent. */
  readonly negated: boolean;
}

const is = (test: Test): Operator => ({ test, negated: false });
const isNot = (test: Test): Operator => ({ test, negated: true });
const equal: Test = (a, b) => a === b;
const sameLetters: Test = (a, b) => a.toLowerCase() === b.toLowerCase();
const like: Test = (pattern, text) => wildcardMatch(pattern, text);
const numbers = (holds: (expected: number, actual: number) => boolean): Test => (a, b) => a.trim() !== '' && b.trim() !== '' && holds(Number(a), Number(b));
const dates = (holds: (expected: number, actual: number) => boolean): Test => (a, b) => holds(moment(a), moment(b));

/** Condition operators that are evaluated, as the IAM reference lists them; all others are refused when a policy is put. */
const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: is(equal), StringNotEquals: isNot(equal),
  StringEqualsIgnoreCase: is(sameLetters), StringNotEqualsIgnoreCase: isNot(sameLetters),
  StringLike: is(like), StringNotLike: isNot(like),
  ArnEquals: is(arnMatch), ArnLike: is(arnMatch), ArnNotEquals: isNot(arnMatch), ArnNotLike: isNot(arnMatch),
  Bool: is(sameLetters),
  NumericEquals: is(numbers((a, b) => b === a)), NumericNotEquals: isNot(numbers((a, b) => b === a)),
  NumericLessThan: is(numbers((a, b) => b < a)), NumericLessThanEquals: is(numbers((a, b) => b <= a)),
  NumericGreaterThan: is(numbers((a, b) => b > a)), NumericGreaterThanEquals: is(numbers((a, b) => b >= a)),
  DateEquals: is(dates((a, b) => b === a)), DateNotEquals: isNot(dates((a, b) => b === a)),
  DateLessThan: is(dates((a, b) => b < a)), DateLessThanEquals: is(dates((a, b) => b <= a)),
  DateGreaterThan: is(dates((a, b) => b > a)), DateGreaterThanEquals: is(dates((a, b) => b >= a)),
};

/**
 * Condition keys that have a value here. `aws:SecureTransport` is always true: the endpoint is http on loopback, where no wire can be tapped,
 * and the usual statement that denies insecure transport would otherwise lock everyone out of a bucket that is safe on AWS.
 */
const KEYS: readonly string[] = [
  'aws:SecureTransport', 'aws:PrincipalArn', 'aws:PrincipalAccount', 'aws:PrincipalOrgID', 'aws:PrincipalType', 'aws:userid',
  'aws:ResourceAccount', 'aws:ResourceOrgID', 'aws:RequestedRegion', 'aws:CurrentTime', 'aws:TokenIssueTime', 'aws:MultiFactorAuthPresent',
  'aws:PrincipalIsAWSService', 'aws:ViaAWSService', 'aws:SourceArn', 'aws:SourceAccount', 's3:x-amz-acl', 'kms:CallerAccount', 'sts:ExternalId', 'backup:CopyTargets',
];
const KNOWN: ReadonlySet<string> = new Set(KEYS.map((key) => key.toLowerCase()));
const ALWAYS: RequestContext = { 'aws:securetransport': ['true'] };
const SETS = ['ForAnyValue', 'ForAllValues'] as const;

const NUMBER = /^-?\d+(\.\d+)?$/;

/** Whether every condition of a statement holds for a request. Only for policies that `conditionProblem` accepted; anything else throws. */
export function conditionsHold(condition: Readonly<Record<string, Readonly<Record<string, unknown>>>> | undefined, context: RequestContext): boolean {
  return Object.entries(condition ?? {}).every(([operator, keys]) => Object.entries(keys).every(([key, values]) => holds(operator, listOf(values).map(String), context[key.toLowerCase()] ?? ALWAYS[key.toLowerCase()] ?? [])));
}

/** Why a condition cannot be evaluated here, or null. A condition that would be evaluated wrongly must not be accepted. */
export function conditionProblem(operator: string, key: string): string | null {
  const { base } = partsOf(operator);
  if (base !== 'Null' && !Object.hasOwn(OPERATORS, base)) return `the condition operator ${operator} is not supported by the sandbox (supported: ${[...Object.keys(OPERATORS), 'Null'].join(', ')}, each with IfExists, ForAnyValue: and ForAllValues:)`;
  if (!KNOWN.has(key.toLowerCase())) return `the condition key ${key} is not supported by the sandbox (supported: ${KEYS.join(', ')})`;
  return null;
}

/** Why a value can never match its operator, or null: a mistyped date would make a deny that denies nothing. */
export function conditionValueProblem(operator: string, value: string): string | null {
  const { base } = partsOf(operator);
  if ((base === 'Bool' || base === 'Null') && !/^(true|false)$/i.test(value)) return `${operator} needs true or false, not ${value}`;
  if (base.startsWith('Numeric') && !NUMBER.test(value)) return `${operator} needs a number, not ${value}`;
  if (base.startsWith('Date') && Number.isNaN(moment(value))) return `${operator} needs a date, not ${value}`;
  return null;
}

function holds(operator: string, expected: readonly string[], actual: readonly string[]): boolean {
  const { base, set, ifExists } = partsOf(operator);
  if (base === 'Null') return expected.some((one) => (one.toLowerCase() === 'true') === (actual.length === 0));
  const found = OPERATORS[base];
  if (!found) throw new TypeError(`unsupported condition ${operator}: policies with it are refused when they are put`);
  // ForAllValues is true of an absent key, ForAnyValue is not; without either an absent key satisfies only negated and IfExists forms.
  if (actual.length === 0) return set === 'ForAllValues' || (set === null && (ifExists || found.negated));
  const one = (value: string): boolean => expected.some((wanted) => found.test(wanted, value)) !== found.negated;
  return set === 'ForAllValues' || (set === null && found.negated) ? actual.every(one) : actual.some(one);
}

function partsOf(operator: string): { readonly base: string; readonly set: (typeof SETS)[number] | null; readonly ifExists: boolean } {
  const set = SETS.find((one) => operator.startsWith(`${one}:`)) ?? null;
  const rest = set === null ? operator : operator.slice(set.length + 1);
  return { base: rest.replace(/IfExists$/, ''), set, ifExists: rest.endsWith('IfExists') };
}

/** Epoch seconds or ISO 8601, as IAM accepts both. */
function moment(text: string): number {
  return dateOfText(text)?.getTime() ?? Number.NaN;
}
