import { decide } from '../../../authorise/decide.ts';
import { directoryOf } from '../../../authorise/policy-directory.ts';
import { requestContext } from '../../../authorise/request-context.ts';
import type { Caller, Operation } from '../../../service.ts';
import { errors } from '../errors.ts';
import { need, paged, type Input } from '../input.ts';
import type { Principal } from '../model.ts';
import { operation, type Scope } from '../operation.ts';

/** What the policies of a user or role, its boundary and its organisation say to actions, without doing them. Resource policies are not looked at. */
export const simulateOperations: Readonly<Record<string, Operation>> = {
  SimulatePrincipalPolicy: operation({ name: 'SimulatePrincipalPolicy', served: ['PolicySourceArn', 'ActionNames', 'ResourceArns', 'ContextEntries', 'Marker', 'MaxItems'], resource: (_scope, input) => String(input['PolicySourceArn'] ?? '*') }, (scope, input) => {
    const source = scope.state.find(need(input, 'PolicySourceArn'));
    if (!source || source.account !== scope.account) throw errors.noPrincipal(/:role\//.test(need(input, 'PolicySourceArn')) ? 'role' : 'user', need(input, 'PolicySourceArn').replace(/^.*\//, ''));
    const resources = texts(input, 'ResourceArns');
    const all = texts(input, 'ActionNames').flatMap((action) => (resources.length === 0 ? ['*'] : resources).map((resource) => ({ action, resource })));
    const { page, rest } = paged(input, all);
    return { EvaluationResults: page.map((one) => simulated(scope, source, { ...one, context: contextOf(scope, input) })), ...rest };
  }),
};

function simulated({ call, account }: Scope, source: Principal, { action, resource, context }: { readonly action: string; readonly resource: string; readonly context: Readonly<Record<string, readonly string[]>> }): object {
  const caller: Caller = { account: source.account, arn: source.arn, userId: source.id, roleArn: source.kind === 'role' ? source.arn : null, anonymous: false };
  const decision = decide({ caller, action, resource, context }, directoryOf(call.catalogue).attached(caller, account), { account, policy: null, policyRequired: false });
  const by = decision.allowed ? null : decision.by;
  return {
    EvalActionName: action, EvalResourceName: resource, EvalDecision: decision.allowed ? 'allowed' : decision.explicit ? 'explicitDeny' : 'implicitDeny', MatchedStatements: [], MissingContextValues: [],
    OrganizationsDecisionDetail: { AllowedByOrganizations: by !== 'service control policy' && by !== 'resource control policy' },
    ...(source.boundary === null ? {} : { PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: by !== 'permissions boundary' } }),
  };
}

function contextOf({ call, account }: Scope, input: Input): Readonly<Record<string, readonly string[]>> {
  const entries = (input['ContextEntries'] ?? []) as readonly { readonly ContextKeyName?: string; readonly ContextKeyValues?: readonly string[] }[];
  const given = Object.fromEntries(entries.map(({ ContextKeyName: name = '', ContextKeyValues: values = [] }) => [name.toLowerCase(), values]));
  return { ...requestContext({ region: call.region, at: call.time.now(), resourceAccount: account }), ...given };
}

function texts(input: Input, member: string): readonly string[] {
  const value = input[member];
  return Array.isArray(value) ? value.map(String) : [];
}
