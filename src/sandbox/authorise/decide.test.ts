import { describe, expect, test } from 'vitest';
import type { Caller } from '../service.ts';
import { conditionProblem, conditionsHold, conditionValueProblem } from './conditions.ts';
import { decide, type AttachedPolicies } from './decide.ts';
import { deniedBecause } from './denied-because.ts';
import { FULL_ACCESS } from './policy-directory.ts';
import type { PolicyDocument, Statement } from './policy-document.ts';
import { callerContext, requestContext } from './request-context.ts';
import { policyProblem, type PolicyUse } from './validate-policy.ts';

const HERE = '111111111111';
const THERE = '222222222222';
const ACTION = 's3:GetObject';
const OBJECT = 'arn:aws:s3:::b/k';
const USER = `arn:aws:iam::${HERE}:user/app`;
const ROLE = `arn:aws:iam::${HERE}:role/copy`;
const SESSION = `arn:aws:sts::${HERE}:assumed-role/copy/s1`;
const ROOT = `arn:aws:iam::${HERE}:root`;

const says = (...statements: readonly Partial<Statement>[]): PolicyDocument => ({ Version: '2012-10-17', Statement: statements.map((one) => ({ Effect: 'Allow', Action: ACTION, Resource: '*', ...one })) });
const gives = says({});
const denies = says({ Action: '*' }, { Effect: 'Deny' });
const other = says({ Action: 's3:PutObject' });
/** A resource policy that allows a principal. */
const to = (principal: string): PolicyDocument => says({ Principal: principal === '*' ? '*' : { AWS: principal } });

const user: Caller = { account: HERE, arn: USER, userId: 'AIDA', roleArn: null, anonymous: false };
const sessionWith = (policy: PolicyDocument | null): Caller => ({ account: HERE, arn: SESSION, userId: 'AROA:s1', roleArn: ROLE, anonymous: false, session: { issuedAt: '2026-03-10T12:00:00.000Z', policy } });
const session = sessionWith(null);
const nobody: Caller = { account: 'anonymous', arn: 'anonymous', userId: 'anonymous', roleArn: null, anonymous: true };

interface Case {
  readonly caller?: Caller;
  readonly identity?: PolicyDocument | null;
  readonly boundary?: PolicyDocument;
  /** Levels from the root down. */
  readonly scp?: readonly PolicyDocument[];
  readonly rcp?: readonly PolicyDocument[];
  readonly policy?: PolicyDocument;
  readonly in?: string;
  readonly required?: boolean;
  readonly action?: string;
}

const FULL = [FULL_ACCESS, FULL_ACCESS];
function outcome({ caller = user, identity = null, boundary, scp = FULL, rcp = FULL, policy, in: account = HERE, required = false, action = ACTION }: Case): string {
  const attached: AttachedPolicies = { identity: identity === null ? [] : [identity], boundary: boundary ?? null, serviceControl: scp.map((one) => [one]), resourceControl: rcp.map((one) => [one]) };
  const decision = decide({ caller, action, resource: OBJECT }, attached, { account, policy: policy ?? null, policyRequired: required });
  return decision.allowed ? 'allowed' : deniedBecause(decision, action);
}

const by = (kind: string): string => `because no ${kind} allows the ${ACTION} action`;
const explicit = (kind: string): string => `with an explicit deny in ${kind}`;

describe('the published evaluation logic', () => {
  test.each<[string, Case, string]>([
    ['nothing says anything', {}, by('identity-based policy')],
    ['the identity policy allows', { identity: gives }, 'allowed'],
    ['the identity policy allows another action', { identity: other }, by('identity-based policy')],

    ['explicit deny of the identity', { identity: denies }, explicit('an identity-based policy')],
    ['explicit deny of the resource', { identity: gives, policy: says({ Effect: 'Deny', Principal: '*' }) }, explicit('a resource-based policy')],
    ['explicit deny of the boundary', { identity: gives, boundary: denies }, explicit('a permissions boundary')],
    ['explicit deny of the session', { caller: sessionWith(denies), identity: gives }, explicit('a session policy')],
    ['explicit deny of a service control policy at the root', { identity: gives, scp: [denies, FULL_ACCESS] }, explicit('a service control policy')],
    ['explicit deny of a service control policy at the account', { identity: gives, scp: [FULL_ACCESS, denies] }, explicit('a service control policy')],
    ['explicit deny of a resource control policy', { identity: gives, rcp: [FULL_ACCESS, says({ Effect: 'Deny', Principal: '*' })] }, explicit('a resource control policy')],
    ['an explicit deny of the identity wins over a resource that names the user', { identity: denies, policy: to(USER) }, explicit('an identity-based policy')],
    ['an explicit deny of the boundary wins over a resource that names the user', { boundary: denies, policy: to(USER) }, explicit('a permissions boundary')],
    ['an explicit deny of the session wins over a resource that names the session', { caller: sessionWith(denies), policy: to(SESSION) }, explicit('a session policy')],
    ['an explicit deny ends it before an implicit one', { identity: denies, scp: [other, FULL_ACCESS] }, explicit('an identity-based policy')],

    ['a root that allows something else', { identity: gives, scp: [other, FULL_ACCESS] }, by('service control policy')],
    ['an account level that allows something else', { identity: gives, scp: [FULL_ACCESS, other] }, by('service control policy')],
    ['every level allows this action', { identity: gives, scp: [gives, gives] }, 'allowed'],
    ['a service control policy gives nothing by itself', { scp: [gives, gives] }, by('identity-based policy')],
    ['a management account has no service control policies', { identity: gives, scp: [] }, 'allowed'],
    ['a resource that names the user does not pass a service control policy', { policy: to(USER), scp: [FULL_ACCESS, other] }, by('service control policy')],
    ['a resource control level that allows nothing', { identity: gives, rcp: [FULL_ACCESS, other] }, by('resource control policy')],
    ['resource control policies do not reach databases', { identity: says({ Action: 'rds:*' }), rcp: [denies, other], action: 'rds:DeleteDBInstance' }, 'allowed'],

    ['own account, the resource names the user', { policy: to(USER) }, 'allowed'],
    ['own account, the resource names the account: its own policies decide', { policy: to(ROOT) }, by('identity-based policy')],
    ['own account, the resource names the account by its number', { policy: to(HERE), identity: gives }, 'allowed'],
    ['own account, the resource names everyone', { policy: to('*') }, 'allowed'],
    ['own account, the resource names somebody else', { policy: to(`${USER}-2`) }, by('identity-based policy')],
    ['own account, the resource names somebody else and the identity allows', { policy: to(`${USER}-2`), identity: gives }, 'allowed'],
    ['own account, the resource names the session', { caller: session, policy: to(SESSION) }, 'allowed'],
    ['own account, the resource names the role', { caller: session, policy: to(ROLE) }, 'allowed'],
    ['own account, the resource names another session', { caller: session, policy: to(`${SESSION}-2`) }, by('identity-based policy')],

    ['boundary without identity gives nothing', { boundary: gives }, by('identity-based policy')],
    ['boundary that allows', { identity: gives, boundary: gives }, 'allowed'],
    ['boundary that does not', { identity: gives, boundary: other }, by('permissions boundary')],
    ['a resource that names the user is not held by the boundary', { boundary: other, policy: to(USER) }, 'allowed'],
    ['a resource that names the role is held by the boundary', { caller: session, boundary: other, policy: to(ROLE) }, by('permissions boundary')],
    ['a resource that names the session is not held by the boundary', { caller: session, boundary: other, policy: to(SESSION) }, 'allowed'],
    ['a resource that names everyone is not held by the boundary', { caller: session, boundary: other, policy: to('*') }, 'allowed'],
    ['session policy that allows', { caller: sessionWith(gives), identity: gives }, 'allowed'],
    ['session policy that does not', { caller: sessionWith(other), identity: gives }, by('session policy')],
    ['session policy gives nothing by itself', { caller: sessionWith(gives) }, by('identity-based policy')],
    ['a resource that names the role is held by the session policy', { caller: sessionWith(other), policy: to(ROLE) }, by('session policy')],
    ['a resource that names the session is not held by the session policy', { caller: sessionWith(other), policy: to(SESSION) }, 'allowed'],

    ['another account, both sides', { in: THERE, identity: gives, policy: to(USER) }, 'allowed'],
    ['another account, both sides by the account', { in: THERE, identity: gives, policy: to(ROOT) }, 'allowed'],
    ['another account, only the identity', { in: THERE, identity: gives }, by('resource-based policy')],
    ['another account, only the resource, by name', { in: THERE, policy: to(USER) }, by('identity-based policy')],
    ['another account, only the resource, everyone', { in: THERE, policy: to('*') }, by('identity-based policy')],
    ['another account, a role, only the resource', { in: THERE, caller: session, policy: to(ROLE) }, by('identity-based policy')],
    ['another account, both sides, boundary not', { in: THERE, identity: gives, boundary: other, policy: to(USER) }, by('permissions boundary')],
    ['another account, both sides, session policy not', { in: THERE, caller: sessionWith(other), identity: gives, policy: to(SESSION) }, by('session policy')],

    ['a key without the caller in its policy', { required: true, identity: gives, policy: to(`${USER}-2`) }, by('resource-based policy')],
    ['a key that names the account leaves it to the identity', { required: true, identity: gives, policy: to(ROOT) }, 'allowed'],
    ['a key that names the account, and an identity without', { required: true, policy: to(ROOT) }, by('identity-based policy')],
    ['a key that names the user', { required: true, policy: to(USER) }, 'allowed'],
    ['a key of another account needs both', { required: true, in: THERE, policy: to(USER) }, by('identity-based policy')],

    ['unsigned, everyone', { caller: nobody, policy: to('*') }, 'allowed'],
    ['unsigned, somebody', { caller: nobody, policy: to(USER) }, by('resource-based policy')],
    ['unsigned, no policy', { caller: nobody }, by('resource-based policy')],
    ['unsigned, everyone, but the organisation keeps it', { caller: nobody, policy: to('*'), rcp: [FULL_ACCESS, says({ Effect: 'Deny', Principal: '*', Condition: { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-redrill0001' } } })] }, explicit('a resource control policy')],
    ['signed in the organisation, which keeps others out', { identity: gives, rcp: [FULL_ACCESS, says({ Action: '*' }, { Effect: 'Deny', Principal: '*', Condition: { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-redrill0001' } } })] }, 'allowed'],
    ['a revoked session', { caller: session, identity: says({}, { Effect: 'Deny', Action: '*', Condition: { DateLessThan: { 'aws:TokenIssueTime': '2026-03-10T12:00:01Z' } } }) }, explicit('an identity-based policy')],
    ['a session begun after the revocation', { caller: session, identity: says({}, { Effect: 'Deny', Action: '*', Condition: { DateLessThan: { 'aws:TokenIssueTime': '2026-03-10T12:00:00Z' } } }) }, 'allowed'],
  ])('%s', (_title, given, expected) => {
    expect(outcome(given)).toBe(expected);
  });
});

describe('conditions', () => {
  const CONTEXT = { ...callerContext(session), ...requestContext({ region: 'us-west-2', at: new Date('2026-03-10T12:00:00Z'), resourceAccount: THERE }), 'backup:copytargets': ['arn:a', 'arn:b'], 'test:number': ['7'] };
  const ORG = 'aws:PrincipalOrgID';
  const TARGETS = 'backup:CopyTargets';
  const NOW = 'aws:CurrentTime';
  const MISSING = 'sts:ExternalId';

  test.each<[string, string, string | readonly string[], boolean]>([
    ['StringEquals', ORG, 'o-redrill0001', true], ['StringEquals', ORG, ['o-x', 'o-redrill0001'], true], ['StringEquals', ORG, 'O-REDRILL0001', false], ['StringEquals', MISSING, 'x', false],
    ['StringNotEquals', ORG, 'o-x', true], ['StringNotEquals', ORG, ['o-x', 'o-redrill0001'], false], ['StringNotEquals', MISSING, 'x', true],
    ['StringEqualsIgnoreCase', ORG, 'O-REDRILL0001', true], ['StringNotEqualsIgnoreCase', ORG, 'O-REDRILL0001', false],
    ['StringLike', ORG, 'o-*1', true], ['StringNotLike', ORG, 'o-*2', true], ['StringLike', ORG, 'o-?', false],
    ['ArnEquals', 'aws:PrincipalArn', ROLE, true], ['ArnLike', 'aws:PrincipalArn', `arn:aws:iam::${HERE}:role/c*`, true], ['ArnLike', 'aws:PrincipalArn', 'arn:aws:*:role/copy', false],
    ['ArnNotEquals', 'aws:PrincipalArn', ROLE, false], ['ArnNotLike', 'aws:PrincipalArn', `arn:aws:iam::${THERE}:role/*`, true],
    ['Bool', 'aws:SecureTransport', 'true', true], ['Bool', 'aws:SecureTransport', 'false', false], ['Bool', 'aws:MultiFactorAuthPresent', 'false', true], ['BoolIfExists', MISSING, 'true', true],
    ['NumericEquals', 'test:number', '7.0', true], ['NumericNotEquals', 'test:number', '7', false], ['NumericLessThan', 'test:number', '7', false], ['NumericLessThanEquals', 'test:number', '7', true], ['NumericGreaterThan', 'test:number', '6', true], ['NumericGreaterThanEquals', 'test:number', '8', false],
    ['DateEquals', NOW, '2026-03-10T12:00:00Z', true], ['DateNotEquals', NOW, '2026-03-10T12:00:00Z', false], ['DateLessThan', NOW, '2026-03-10T12:00:01Z', true], ['DateLessThanEquals', NOW, '1773144000', true], ['DateGreaterThan', NOW, '2026-03-10T12:00:00Z', false], ['DateGreaterThanEquals', NOW, '2026-03-10T12:00:00Z', true],
    ['StringEqualsIfExists', MISSING, 'x', true], ['StringEqualsIfExists', ORG, 'x', false],
    ['Null', MISSING, 'true', true], ['Null', MISSING, 'false', false], ['Null', ORG, 'false', true], ['Null', ORG, 'true', false],
    ['ForAnyValue:StringEquals', TARGETS, 'arn:a', true], ['ForAnyValue:StringEquals', TARGETS, 'arn:c', false], ['ForAnyValue:StringEquals', MISSING, 'x', false], ['ForAnyValue:StringNotEquals', TARGETS, 'arn:a', true], ['ForAnyValue:StringNotEquals', TARGETS, ['arn:a', 'arn:b'], false],
    ['ForAllValues:StringEquals', TARGETS, 'arn:a', false], ['ForAllValues:StringEquals', TARGETS, ['arn:a', 'arn:b', 'arn:c'], true], ['ForAllValues:StringEquals', MISSING, 'x', true], ['ForAllValues:StringNotEquals', TARGETS, 'arn:c', true],
    ['StringEquals', 'AWS:requestedREGION', 'us-west-2', true], ['StringEquals', 'aws:ResourceAccount', THERE, true],
  ])('%s of %s with %s', (operator, key, values, expected) => {
    expect(conditionsHold({ [operator]: { [key]: values } }, CONTEXT)).toBe(expected);
  });

  test('of several operators and keys every one must hold', () => {
    const both = (id: string): boolean => conditionsHold({ StringEquals: { [ORG]: 'o-redrill0001', 'aws:PrincipalAccount': id }, Null: { [MISSING]: 'true' } }, CONTEXT);
    expect([both(HERE), both(THERE)]).toEqual([true, false]);
  });

  test('what cannot be evaluated is named', () => {
    expect(conditionProblem('IpAddress', 'aws:SourceIp')).toMatch(/operator IpAddress is not supported/);
    expect(conditionProblem('ForAnyValue:StringLikeIfExists', 'kms:ViaService')).toMatch(/key kms:ViaService is not supported/);
    expect(conditionValueProblem('DateLessThanIfExists', 'soon')).toBe('DateLessThanIfExists needs a date, not soon');
    expect([conditionValueProblem('Bool', 'yes'), conditionValueProblem('NumericEquals', 'x'), conditionValueProblem('Bool', 'TRUE'), conditionValueProblem('DateEquals', '1773144000')]).toEqual(['Bool needs true or false, not yes', 'NumericEquals needs a number, not x', null, null]);
  });
});

describe('policies are refused for what their use does not know', () => {
  test.each<[PolicyUse, Partial<Statement>, RegExp | null]>([
    ['identity', {}, null],
    ['identity', { Principal: '*' }, /should not specify a principal/],
    ['identity', { Resource: 'arn:aws:s3:::${aws:username}/*' }, /policy variables are not supported by the sandbox: arn:aws:s3:::\$\{aws:username\}/],
    ['identity', { Condition: { StringLike: { 'aws:PrincipalArn': '${aws:PrincipalArn}' } } }, /policy variables are not supported/],
    ['identity', { Condition: { StringEquals: { 'aws:RequestTag/x': 'y' } } }, /key aws:RequestTag\/x is not supported by the sandbox/],
    ['identity', { Condition: { DateLessThan: { 'aws:CurrentTime': 'noon' } } }, /needs a date, not noon/],
    ['identity', { Resource: undefined } as unknown as Partial<Statement>, /Missing required field Resource/],
    ['service control', {}, null],
    ['service control', { Principal: '*' }, /should not specify a principal/],
    ['trust', { Resource: undefined, Principal: { AWS: HERE }, Action: 'sts:AssumeRole' } as unknown as Partial<Statement>, null],
    ['trust', { Principal: { AWS: HERE }, Action: 'sts:AssumeRole' }, /should not specify a resource/],
    ['trust', { Resource: undefined, Principal: { AWS: HERE } } as unknown as Partial<Statement>, /may only specify STS AssumeRole actions/],
    ['resource control', { Effect: 'Deny', Principal: '*' }, null],
    ['resource control', { Principal: '*' }, /can only deny/],
    ['resource control', { Effect: 'Deny', Principal: { AWS: HERE } }, /must name the principal \*/],
    ['resource control', { Effect: 'Deny', Principal: '*', Action: '*' }, /must name the service/],
  ])('%s %o', (use, statement, expected) => {
    const problem = policyProblem(JSON.stringify(says(statement)), use);
    if (expected === null) expect(problem).toBeNull();
    else expect(problem).toMatch(expected);
  });
});
