import { describe, expect, test } from 'vitest';
import type { Caller } from '../service.ts';
import { authorise, PolicyCache } from './authorise.ts';
import { validatePolicy } from './validate-policy.ts';
import { arnMatch, wildcardMatch } from './wildcard.ts';

const OWNER = '111111111111';
const OTHER = '222222222222';
const user = (account: string, name = 'app'): Caller => ({ account, arn: `arn:aws:iam::${account}:user/${name}`, userId: 'AIDA', roleArn: null, anonymous: false });
const session = (account: string, role = 'copy'): Caller => ({ account, arn: `arn:aws:sts::${account}:assumed-role/${role}/s1`, userId: 'AROA:s1', roleArn: `arn:aws:iam::${account}:role/${role}`, anonymous: false });
const nobody: Caller = { account: 'anonymous', arn: 'anonymous', userId: 'anonymous', roleArn: null, anonymous: true };

type Statement = Record<string, unknown>;
const allow = (principal: unknown, more: Statement = {}): Statement => ({ Effect: 'Allow', Principal: principal, Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*', ...more });
const deny = (principal: unknown, more: Statement = {}): Statement => ({ ...allow(principal, more), Effect: 'Deny' });

function decide(caller: Caller, statements: readonly Statement[] | null, action = 's3:GetObject', resource = 'arn:aws:s3:::b/key'): string {
  const policy = statements === null ? null : JSON.stringify({ Version: '2012-10-17', Statement: statements });
  if (policy !== null) validatePolicy(policy, 'arn:aws:s3:::b');
  try {
    authorise({ caller, action, resource, owner: { account: OWNER, policy } }, new PolicyCache());
    return 'allowed';
  } catch (error) {
    return (error as Error).message;
  }
}

const NO_ALLOW = /because no resource-based policy allows the s3:GetObject action$/;
const EXPLICIT = /with an explicit deny in a resource-based policy$/;

describe('the account boundary', () => {
  test.each<[string, Caller, readonly Statement[] | null, 'allowed' | RegExp]>([
    ['own account, no policy', user(OWNER), null, 'allowed'],
    ['own account, a policy that says nothing about it', user(OWNER), [allow({ AWS: OTHER })], 'allowed'],
    ['own account, explicit deny', user(OWNER), [deny('*')], EXPLICIT],
    ['another account, no policy', user(OTHER), null, NO_ALLOW],
    ['another account named by its id', user(OTHER), [allow({ AWS: OTHER })], 'allowed'],
    ['another account named by its root', user(OTHER), [allow({ AWS: `arn:aws:iam::${OTHER}:root` })], 'allowed'],
    ['a user named by its ARN', user(OTHER), [allow({ AWS: [`arn:aws:iam::${OTHER}:user/app`] })], 'allowed'],
    ['another user than the one named', user(OTHER, 'else'), [allow({ AWS: [`arn:aws:iam::${OTHER}:user/app`] })], NO_ALLOW],
    ['a session whose role is named', session(OTHER), [allow({ AWS: `arn:aws:iam::${OTHER}:role/copy` })], 'allowed'],
    ['a session named itself', session(OTHER), [allow({ AWS: `arn:aws:sts::${OTHER}:assumed-role/copy/s1` })], 'allowed'],
    ['a session of another role', session(OTHER, 'other'), [allow({ AWS: `arn:aws:iam::${OTHER}:role/copy` })], NO_ALLOW],
    ['everyone allowed, explicit deny for this one', user(OTHER), [allow('*'), deny({ AWS: OTHER })], EXPLICIT],
    ['deny listed before the allow', user(OTHER), [deny({ AWS: OTHER }), allow('*')], EXPLICIT],
    ['unsigned, everyone allowed', nobody, [allow('*')], 'allowed'],
    ['unsigned, everyone allowed through AWS: *', nobody, [allow({ AWS: '*' })], 'allowed'],
    ['unsigned, nobody named', nobody, [allow({ AWS: OTHER })], /^Access Denied$/],
    ['unsigned, no policy', nobody, null, /^Access Denied$/],
    ['deny for everyone but one account: the one', user(OTHER), [allow({ AWS: OTHER }), { ...deny('x'), Principal: undefined, NotPrincipal: { AWS: OTHER } }], 'allowed'],
    ['deny for everyone but one account: another', user(OWNER), [{ ...deny('x'), Principal: undefined, NotPrincipal: { AWS: OTHER } }], EXPLICIT],
    ['action with wildcard, any case', user(OTHER), [allow({ AWS: OTHER }, { Action: ['s3:get*'] })], 'allowed'],
    ['another action', user(OTHER), [allow({ AWS: OTHER }, { Action: 's3:PutObject' })], NO_ALLOW],
    ['NotAction that leaves it in', user(OTHER), [allow({ AWS: OTHER }, { Action: undefined, NotAction: 's3:DeleteObject' })], 'allowed'],
    ['NotAction that takes it out', user(OTHER), [allow({ AWS: OTHER }, { Action: undefined, NotAction: 's3:Get*' })], NO_ALLOW],
    ['another resource', user(OTHER), [allow({ AWS: OTHER }, { Resource: 'arn:aws:s3:::b/other/*' })], NO_ALLOW],
    ['NotResource that leaves it in', user(OTHER), [allow({ AWS: OTHER }, { Resource: undefined, NotResource: 'arn:aws:s3:::b/secret/*' })], 'allowed'],
    ['the usual deny of insecure transport locks nobody out', user(OWNER), [deny('*', { Condition: { Bool: { 'aws:SecureTransport': 'false' } } })], 'allowed'],
    ['a condition on the principal that holds', user(OTHER), [allow('*', { Condition: { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${OTHER}:user/a*` } } })], 'allowed'],
    ['a condition on the principal that does not hold', user(OTHER), [allow('*', { Condition: { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${OTHER}:user/b` } } })], NO_ALLOW],
    ['a condition on the account, for a session', session(OTHER), [allow('*', { Condition: { StringEquals: { 'aws:PrincipalAccount': [OWNER, OTHER] } } })], 'allowed'],
    ['a condition on the role behind a session', session(OTHER), [allow('*', { Condition: { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${OTHER}:role/copy` } } })], 'allowed'],
    ['two conditions of which one fails', user(OTHER), [allow('*', { Condition: { StringEquals: { 'aws:PrincipalAccount': OTHER }, StringLike: { 'aws:PrincipalArn': '*role*' } } })], NO_ALLOW],
    ['a negated condition, unsigned: nothing matches, so it holds', nobody, [deny('*', { Condition: { StringNotEquals: { 'aws:PrincipalAccount': OWNER } } })], /^Access Denied$/],
  ])('%s', (_title, caller, statements, expected) => {
    const got = decide(caller, statements);
    if (expected === 'allowed') expect(got).toBe('allowed');
    else expect(got).toMatch(expected);
  });

  test('AccessDenied names principal, action and resource, with status 403', () => {
    expect(() => authorise({ caller: user(OTHER), action: 's3:GetObject', resource: 'arn:aws:s3:::b/k', owner: { account: OWNER, policy: null } }, new PolicyCache()))
      .toThrow(expect.objectContaining({ code: 'AccessDenied', status: 403, message: `User: arn:aws:iam::${OTHER}:user/app is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::b/k" because no resource-based policy allows the s3:GetObject action` }));
  });
});

describe('policies are refused when they are put', () => {
  test.each<[string, string, RegExp]>([
    ['no JSON', 'allow all', /valid JSON and the first byte must be/],
    ['broken JSON', '{"Statement": [', /invalid Json/],
    ['no statement', '{}', /Missing required field Statement/],
    ['no effect', JSON.stringify({ Statement: { Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::b' } }), /Missing required field Effect/],
    ['no principal', JSON.stringify({ Statement: { Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::b' } }), /Missing required field Principal/],
    ['Allow with NotPrincipal', JSON.stringify({ Statement: { Effect: 'Allow', NotPrincipal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::b' } }), /Allow with NotPrincipal/],
    ['a principal that is no ARN', JSON.stringify({ Statement: allow({ AWS: 'somebody' }) }), /Invalid principal/],
    ['a principal with a wildcard inside', JSON.stringify({ Statement: allow({ AWS: 'arn:aws:iam::111111111111:role/*' }) }), /Invalid principal/],
    ['another bucket\'s resource', JSON.stringify({ Statement: allow('*', { Resource: 'arn:aws:s3:::c/*' }) }), /invalid resource/],
    ['an action without a service', JSON.stringify({ Statement: allow('*', { Action: 'GetObject' }) }), /invalid action/],
    ['both Action and NotAction', JSON.stringify({ Statement: allow('*', { NotAction: 's3:*' }) }), /both Action and NotAction/],
    ['an unknown key', JSON.stringify({ Statement: allow('*', { Actions: 's3:*' }) }), /Unknown field Actions/],
    ['an operator that is not evaluated', JSON.stringify({ Statement: allow('*', { Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }) }), /IpAddress is not supported by the sandbox/],
    ['a key that is not evaluated', JSON.stringify({ Statement: allow('*', { Condition: { StringEquals: { 's3:prefix': 'a' } } }) }), /s3:prefix is not supported by the sandbox/],
    ['a policy that is too large', JSON.stringify({ Statement: allow('*', { Sid: 'x'.repeat(20_480) }) }), /at most 20480 bytes/],
  ])('%s', (_title, json, message) => {
    expect(() => validatePolicy(json, 'arn:aws:s3:::b')).toThrow(expect.objectContaining({ code: 'MalformedPolicy', message: expect.stringMatching(message) }));
  });
});

describe('wildcards', () => {
  test('match as IAM does and take no exponential time', () => {
    expect(wildcardMatch('s3:Get*', 's3:GetObject')).toBe(true);
    expect(wildcardMatch('s3:?etObject', 's3:GetObject')).toBe(true);
    expect(wildcardMatch('*', '')).toBe(true);
    expect(wildcardMatch('a*b*c', 'aXbYbZ')).toBe(false);
    expect(wildcardMatch(`${'*a'.repeat(40)}b`, 'a'.repeat(5000))).toBe(false);
    expect(arnMatch('arn:aws:iam::*:role/x', 'arn:aws:iam::111111111111:role/x')).toBe(true);
    expect(arnMatch('arn:aws:*:role/x', 'arn:aws:iam::111111111111:role/x')).toBe(false);
  });
});
