import type { Caller } from '../service.ts';
import { conditionsHold } from './conditions.ts';
import { listOf, type PolicyDocument, type PrincipalElement, type Statement } from './policy-document.ts';
import { callerContext, type RequestContext } from './request-context.ts';
import { wildcardMatch } from './wildcard.ts';

export interface AccessRequest {
  readonly caller: Caller;
  readonly action: string;
  readonly resource: string;
  /** What is known beside the caller, for conditions; read only where a statement has one. */
  readonly context?: RequestContext;
}

/**
 * How a resource policy named a principal that it allows: by its own ARN (a user, or one session of a role), as its role, as everyone, or
 * only by its account, which leaves the decision to the account's own policies.
 */
export type Naming = 'itself' | 'role' | 'everyone' | 'account';

/** What a resource policy says about a request: an explicit deny wins over any allow. */
export function evaluatePolicy(policy: PolicyDocument, request: AccessRequest): 'allow' | 'deny' | 'silent' {
  const says = evaluateNaming(policy, request);
  return says === 'deny' || says === 'silent' ? says : 'allow';
}

/** The same with how the principal was named; of several allows the one that reaches furthest. */
export function evaluateNaming(policy: PolicyDocument, request: AccessRequest): Naming | 'deny' | 'silent' {
  let answer: Naming | 'silent' = 'silent';
  for (const statement of listOf(policy.Statement)) {
    const naming = principalNaming(statement, request.caller);
    if (naming === null || !covers(statement, request)) continue;
    if (statement.Effect === 'Deny') return 'deny';
    if (answer === 'silent' || REACH[naming] > REACH[answer]) answer = naming;
  }
  return answer;
}

/** What policies say that belong to a principal or an account and so name nobody: identity, boundary, session, service control. */
export function evaluateOwn(policies: readonly PolicyDocument[], request: AccessRequest): 'allow' | 'deny' | 'silent' {
  let answer: 'allow' | 'silent' = 'silent';
  for (const policy of policies) {
    for (const statement of listOf(policy.Statement)) {
      if (!covers(statement, request)) continue;
      if (statement.Effect === 'Deny') return 'deny';
      answer = 'allow';
    }
  }
  return answer;
}

const REACH: Readonly<Record<Naming, number>> = { account: 0, role: 1, everyone: 2, itself: 3 };

function covers(statement: Statement, request: AccessRequest): boolean {
  return actionApplies(statement, request.action) && resourceApplies(statement, request.resource) && (statement.Condition === undefined || conditionsHold(statement.Condition, contextOf(request)));
}

function contextOf({ caller, context }: AccessRequest): RequestContext {
  return { ...callerContext(caller), ...context };
}

function principalNaming(statement: Statement, caller: Caller): Naming | null {
  // Only a deny may say NotPrincipal; how those are named whom it spares does not matter.
  if (statement.NotPrincipal !== undefined) return namingOf(statement.NotPrincipal, caller) === null ? 'everyone' : null;
  return statement.Principal === undefined ? null : namingOf(statement.Principal, caller);
}

/** Account (id or root), user, role, one session of a role, or a service, whose name stands where others have an ARN; `*` is everyone, signed or not. */
function namingOf(principal: PrincipalElement, caller: Caller): Naming | null {
  const listed = principal === '*' ? ['*'] : listOf(principal['AWS']);
  if (!caller.anonymous && (listed.includes(caller.arn) || (principal !== '*' && listOf(principal['Service']).includes(caller.arn)))) return 'itself';
  if (listed.includes('*')) return 'everyone';
  if (caller.anonymous) return null;
  if (caller.roleArn !== null && listed.includes(caller.roleArn)) return 'role';
  return listed.some((one) => one === caller.account || one === `arn:aws:iam::${caller.account}:root`) ? 'account' : null;
}

function actionApplies(statement: Statement, action: string): boolean {
  if (statement.NotAction !== undefined) return !listOf(statement.NotAction).some((one) => wildcardMatch(one, action, true));
  return anyOf(statement.Action, (one) => wildcardMatch(one, action, true));
}

function resourceApplies(statement: Statement, resource: string): boolean {
  if (statement.NotResource !== undefined) return !listOf(statement.NotResource).some((one) => wildcardMatch(one, resource));
  return statement.Resource === undefined || anyOf(statement.Resource, (one) => wildcardMatch(one, resource));
}

/** `*` alone is what most statements say; it is answered without looking at the text. */
function anyOf(patterns: string | readonly string[] | undefined, matches: (pattern: string) => boolean): boolean {
  return patterns === '*' || listOf(patterns).some(matches);
}
