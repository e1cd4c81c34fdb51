import type { Caller } from '../service.ts';
import { conditionsHold } from './conditions.ts';
import { listOf, type PolicyDocument, type PrincipalElement, type Statement } from './policy-document.ts';
import { wildcardMatch } from './wildcard.ts';

export interface AccessRequest {
  readonly caller: Caller;
  readonly action: string;
  readonly resource: string;
}

/** What a resource policy says about a request: an explicit deny wins over any allow. */
export function evaluatePolicy(policy: PolicyDocument, request: AccessRequest): 'allow' | 'deny' | 'silent' {
  let answer: 'allow' | 'silent' = 'silent';
  for (const statement of listOf(policy.Statement)) {
    if (!applies(statement, request)) continue;
    if (statement.Effect === 'Deny') return 'deny';
    answer = 'allow';
  }
  return answer;
}

function applies(statement: Statement, request: AccessRequest): boolean {
  return principalApplies(statement, request.caller) && actionApplies(statement, request.action) && resourceApplies(statement, request.resource) && conditionsHold(statement.Condition, request.caller);
}

function principalApplies(statement: Statement, caller: Caller): boolean {
  if (statement.NotPrincipal !== undefined) return !names(statement.NotPrincipal, caller);
  return statement.Principal !== undefined && names(statement.Principal, caller);
}

/** Account (id or root), user, role, or one session of a role; `*` is everyone, signed or not. */
function names(principal: PrincipalElement, caller: Caller): boolean {
  const listed = principal === '*' ? ['*'] : listOf(principal['AWS']);
  if (listed.includes('*')) return true;
  if (caller.anonymous) return false;
  return listed.some((one) => one === caller.arn || one === caller.roleArn || one === caller.account || one === `arn:aws:iam::${caller.account}:root`);
}

function actionApplies(statement: Statement, action: string): boolean {
  if (statement.NotAction !== undefined) return !listOf(statement.NotAction).some((one) => wildcardMatch(one, action, true));
  return listOf(statement.Action).some((one) => wildcardMatch(one, action, true));
}

function resourceApplies(statement: Statement, resource: string): boolean {
  if (statement.NotResource !== undefined) return !listOf(statement.NotResource).some((one) => wildcardMatch(one, resource));
  return statement.Resource === undefined || listOf(statement.Resource).some((one) => wildcardMatch(one, resource));
}
