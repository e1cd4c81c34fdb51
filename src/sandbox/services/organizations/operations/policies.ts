import { policyProblem } from '../../../authorise/validate-policy.ts';
import { randomToken } from '#kit/ids';
import type { Operation, SandboxAccount } from '../../../service.ts';
import { errors } from '../errors.ts';
import { arns, isAwsManaged, POLICY_TYPES, ROOT_ID, type OrgPolicy, type PolicyType } from '../model.ts';
import { need, operation, paged, type Input, type Scope } from '../operation.ts';

const PAGES = ['NextToken', 'MaxResults'];
/** Quotas of AWS Organizations. */
const [MOST_CHARACTERS, MOST_ATTACHED] = [5120, 5];

/** Service and resource control policies, and what they are attached to. */
export const policyOperations: Readonly<Record<string, Operation>> = {
  CreatePolicy: operation('CreatePolicy', { served: ['Name', 'Description', 'Content', 'Type'] }, ({ state }, input) => {
    const [name, type] = [need(input, 'Name'), typeOf(input, 'Type')];
    const policy: OrgPolicy = { id: `p-${randomToken(4)}`, type, name, description: textOf(input, 'Description') ?? '', content: contentOf(input, type) };
    requireFreeName(state.policies(type), policy);
    state.change(() => state.put(policy));
    return { Policy: policyView(policy) };
  }),
  UpdatePolicy: operation('UpdatePolicy', { served: ['PolicyId', 'Name', 'Description', 'Content'] }, (scope, input) => {
    const before = ownPolicy(scope, input);
    const after: OrgPolicy = {
      ...before, name: textOf(input, 'Name') ?? before.name, description: textOf(input, 'Description') ?? before.description,
      content: input['Content'] === undefined ? before.content : contentOf(input, before.type),
    };
    requireFreeName(scope.state.policies(before.type), after);
    scope.state.change(() => scope.state.put(after));
    return { Policy: policyView(after) };
  }),
  DeletePolicy: operation('DeletePolicy', { served: ['PolicyId'] }, (scope, input) => {
    const { id } = ownPolicy(scope, input);
    if (scope.state.targetsOf(id).length > 0) throw errors.inUse();
    scope.state.change(() => scope.state.remove(id));
  }),
  DescribePolicy: operation('DescribePolicy', { served: ['PolicyId'] }, (scope, input) => ({ Policy: policyView(policyOf(scope, input)) })),
  ListPolicies: operation('ListPolicies', { served: ['Filter', ...PAGES] }, ({ state }, input) => {
    const { page, rest } = paged(input, state.policies(typeOf(input, 'Filter')));
    return { Policies: page.map(summaryView), ...rest };
  }),
  AttachPolicy: operation('AttachPolicy', { served: ['PolicyId', 'TargetId'] }, attach),
  DetachPolicy: operation('DetachPolicy', { served: ['PolicyId', 'TargetId'] }, detach),
  ListPoliciesForTarget: operation('ListPoliciesForTarget', { served: ['TargetId', 'Filter', ...PAGES] }, (scope, input) => {
    const { page, rest } = paged(input, scope.state.attachedTo(targetOf(scope, input), typeOf(input, 'Filter')));
    return { Policies: page.map(summaryView), ...rest };
  }),
  ListTargetsForPolicy: operation('ListTargetsForPolicy', { served: ['PolicyId', ...PAGES] }, (scope, input) => {
    const { page, rest } = paged(input, scope.state.targetsOf(policyOf(scope, input).id));
    return { Targets: page.map((id) => targetView(scope.call.accounts, id)), ...rest };
  }),
};

function attach(scope: Scope, input: Input): void {
  const [policy, target] = [policyOf(scope, input), targetOf(scope, input)];
  const attached = scope.state.attachedTo(target, policy.type);
  if (attached.some(({ id }) => id === policy.id)) throw errors.alreadyAttached();
  if (attached.length >= MOST_ATTACHED) throw errors.constraint('MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED', `You have attached the maximum number of policies of this type to the target: ${MOST_ATTACHED}.`);
  scope.state.change(() => scope.state.attach(target, policy.id));
}

function detach(scope: Scope, input: Input): void {
  const [policy, target] = [policyOf(scope, input), targetOf(scope, input)];
  const attached = scope.state.attachedTo(target, policy.type);
  if (!attached.some(({ id }) => id === policy.id)) throw errors.notAttached();
  if (policy.type === 'RESOURCE_CONTROL_POLICY' && isAwsManaged(policy.id)) throw errors.constraint('MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED', 'RCPFullAWSAccess can\'t be detached.');
  if (attached.length === 1) throw errors.constraint('MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED', 'You cannot remove the last policy attached to the specified target. You must have at least one attached at all times.');
  scope.state.change(() => scope.state.detach(target, policy.id));
}

function policyOf({ state }: Scope, input: Input): OrgPolicy {
  const id = need(input, 'PolicyId');
  const found = state.policy(id);
  if (!found) throw errors.noPolicy(id);
  return found;
}

function ownPolicy(scope: Scope, input: Input): OrgPolicy {
  const policy = policyOf(scope, input);
  if (isAwsManaged(policy.id)) throw errors.invalid(`${policy.name} is an AWS managed policy and cannot be changed or deleted.`);
  return policy;
}

function targetOf({ call }: Scope, input: Input): string {
  const id = need(input, 'TargetId');
  if (id !== ROOT_ID && !call.accounts.some((one) => one.id === id)) throw errors.noTarget(id);
  return id;
}

function typeOf(input: Input, member: string): PolicyType {
  const given = need(input, member);
  const type = POLICY_TYPES.find((one) => one === given);
  if (type === undefined) throw errors.unsupported('this service', `the policy type ${given} (it has ${POLICY_TYPES.join(' and ')})`);
  return type;
}

function contentOf(input: Input, type: PolicyType): string {
  const content = need(input, 'Content');
  const problem = policyProblem(content, type === 'SERVICE_CONTROL_POLICY' ? 'service control' : 'resource control');
  if (problem !== null) throw errors.malformedPolicy(`The provided policy document does not meet the requirements of the specified policy type: ${problem}`);
  if (content.length > MOST_CHARACTERS) throw errors.constraint('POLICY_CONTENT_LIMIT_EXCEEDED', `The policy content has more than ${MOST_CHARACTERS} characters.`);
  return content;
}

function requireFreeName(policies: readonly OrgPolicy[], { id, name }: OrgPolicy): void {
  if (policies.some((one) => one.name === name && one.id !== id)) throw errors.duplicatePolicy(name);
}

function textOf(input: Input, member: string): string | undefined {
  const value = input[member];
  return typeof value === 'string' ? value : undefined;
}

function summaryView(policy: OrgPolicy): object {
  const { id, type, name, description } = policy;
  return { Id: id, Arn: arns.policy(policy), Name: name, Description: description, Type: type, AwsManaged: isAwsManaged(id) };
}

function policyView(policy: OrgPolicy): object {
  return { PolicySummary: summaryView(policy), Content: policy.content };
}

function targetView(accounts: readonly SandboxAccount[], id: string): object {
  if (id === ROOT_ID) return { TargetId: id, Arn: arns.root, Name: 'Root', Type: 'ROOT' };
  return { TargetId: id, Arn: arns.account(id), Name: accounts.find((one) => one.id === id)?.alias ?? id, Type: 'ACCOUNT' };
}
