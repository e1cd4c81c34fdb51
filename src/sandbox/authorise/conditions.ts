import type { Caller } from '../service.ts';
import { listOf } from './policy-document.ts';
import { arnMatch, wildcardMatch } from './wildcard.ts';

type Test = (expected: string, actual: string) => boolean;

/** Condition operators that are evaluated; all others are refused when a policy is put. A `Not` form is true when no value matches. */
const OPERATORS: Readonly<Record<string, { readonly test: Test; readonly negated: boolean }>> = {
  StringEquals: { test: (a, b) => a === b, negated: false },
  StringNotEquals: { test: (a, b) => a === b, negated: true },
  StringEqualsIgnoreCase: { test: (a, b) => a.toLowerCase() === b.toLowerCase(), negated: false },
  StringLike: { test: wildcardMatch2, negated: false },
  StringNotLike: { test: wildcardMatch2, negated: true },
  ArnEquals: { test: arnMatch, negated: false },
  ArnLike: { test: arnMatch, negated: false },
  ArnNotEquals: { test: arnMatch, negated: true },
  ArnNotLike: { test: arnMatch, negated: true },
  Bool: { test: (a, b) => a.toLowerCase() === b, negated: false },
};

/**
 * Condition keys with a value here. `aws:SecureTransport` is always true: the endpoint is http on loopback, where no wire can be tapped,
 * and the usual statement that denies insecure transport would otherwise lock everyone out of a bucket that is safe on AWS.
 */
const KEYS: Readonly<Record<string, (caller: Caller) => string | null>> = {
  'aws:securetransport': () => 'true',
  'aws:principalarn': (caller) => (caller.anonymous ? null : caller.roleArn ?? caller.arn),
  'aws:principalaccount': (caller) => (caller.anonymous ? null : caller.account),
  'aws:userid': (caller) => (caller.anonymous ? null : caller.userId),
};

/** Whether every condition of a statement holds for a caller. Only for policies that `conditionProblem` accepted; anything else throws. */
export function conditionsHold(condition: Readonly<Record<string, Readonly<Record<string, unknown>>>> | undefined, caller: Caller): boolean {
  return Object.entries(condition ?? {}).every(([operator, keys]) => Object.entries(keys).every(([key, values]) => holds(operator, key, { values, caller })));
}

/** Why a condition cannot be evaluated here, or null. A condition that would be evaluated wrongly must not be accepted. */
export function conditionProblem(operator: string, key: string): string | null {
  if (!Object.hasOwn(OPERATORS, baseOf(operator))) return `the condition operator ${operator} is not supported by the sandbox (supported: ${Object.keys(OPERATORS).join(', ')}, each with IfExists)`;
  if (!Object.hasOwn(KEYS, key.toLowerCase())) return `the condition key ${key} is not supported by the sandbox (supported: aws:SecureTransport, aws:PrincipalArn, aws:PrincipalAccount, aws:userid)`;
  return null;
}

function holds(operator: string, key: string, { values, caller }: { readonly values: unknown; readonly caller: Caller }): boolean {
  const found = OPERATORS[baseOf(operator)];
  const read = KEYS[key.toLowerCase()];
  if (!found || !read) throw new TypeError(`unsupported condition ${operator} ${key}: policies with it are refused when they are put`);
  const actual = read(caller);
  if (actual === null) return operator.endsWith('IfExists') || found.negated;
  const any = listOf(values).some((expected) => found.test(String(expected), actual));
  return any !== found.negated;
}

function baseOf(operator: string): string {
  return operator.replace(/IfExists$/, '');
}

function wildcardMatch2(pattern: string, text: string): boolean {
  return wildcardMatch(pattern, text);
}
