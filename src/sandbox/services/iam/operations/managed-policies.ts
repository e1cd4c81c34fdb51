import { upperId } from '#kit/ids';
import type { Operation } from '../../../service.ts';
import { AWS_MANAGED } from '../aws-managed.ts';
import { documentOf, MOST_CHARACTERS } from '../documents.ts';
import { errors } from '../errors.ts';
import { nameOf, need, paged, pathOf, text, type Input } from '../input.ts';
import type { ManagedPolicy, PolicyVersion } from '../model.ts';
import { anything, operation, type Scope } from '../operation.ts';
import { policyView, versionView } from '../views.ts';

const MOST_VERSIONS = 5;

/** Managed policies with their versions; AWS's own can be read and attached. */
export const managedPolicyOperations: Readonly<Record<string, Operation>> = {
  CreatePolicy: operation({
    name: 'CreatePolicy', served: ['PolicyName', 'Path', 'PolicyDocument', 'Description'],
    resource: ({ account }, input) => `arn:aws:iam::${account}:policy${text(input, 'Path') ?? '/'}${text(input, 'PolicyName') ?? ''}`,
  }, createPolicy),
  GetPolicy: onPolicy('GetPolicy', [], (scope, policy) => ({ Policy: policyView(policy, attachments(scope, policy)) })),
  ListPolicies: operation({ name: 'ListPolicies', served: ['Scope', 'OnlyAttached', 'PathPrefix', 'Marker', 'MaxItems'], resource: anything }, listPolicies),
  DeletePolicy: onOwnPolicy('DeletePolicy', [], ({ state }, { arn }) => {
    if (state.policies.entities(arn).length > 0) throw errors.deleteConflict('Cannot delete a policy attached to entities.');
    if (state.policies.versions(arn).length > 1) throw errors.deleteConflict('This policy has more than one version. Before you delete a policy, you must delete the policy\'s versions. The default version is deleted with the policy.');
    state.change(() => state.policies.remove(arn));
  }),
  CreatePolicyVersion: onOwnPolicy('CreatePolicyVersion', ['PolicyDocument', 'SetAsDefault'], createVersion),
  GetPolicyVersion: onPolicy('GetPolicyVersion', ['VersionId'], ({ state }, policy, input) => ({ PolicyVersion: versionView(versionOf(state.policies.version(policy.arn, numberOf(input)), policy, input), policy.current, true) })),
  ListPolicyVersions: onPolicy('ListPolicyVersions', ['Marker', 'MaxItems'], ({ state }, policy, input) => {
    const { page, rest } = paged(input, state.policies.versions(policy.arn));
    return { Versions: page.map((version) => versionView(version, policy.current, false)), ...rest };
  }),
  SetDefaultPolicyVersion: onOwnPolicy('SetDefaultPolicyVersion', ['VersionId'], ({ call, state }, policy, input) => {
    const { version } = versionOf(state.policies.version(policy.arn, numberOf(input)), policy, input);
    state.change(() => state.policies.put({ ...policy, current: version, updated: call.time.nowMicros() }));
  }),
  DeletePolicyVersion: onOwnPolicy('DeletePolicyVersion', ['VersionId'], ({ state }, policy, input) => {
    const { version } = versionOf(state.policies.version(policy.arn, numberOf(input)), policy, input);
    if (version === policy.current) throw errors.deleteConflict('Cannot delete the default version of a policy.');
    state.change(() => state.policies.removeVersion(policy.arn, version));
  }),
};

type PolicyWork = (scope: Scope, policy: ManagedPolicy, input: Input) => object | void;

/** An operation on a managed policy of the account, or of AWS. */
function onPolicy(name: string, served: readonly string[], work: PolicyWork): Operation {
  return operation({ name, served: ['PolicyArn', ...served], resource: (_scope, input) => text(input, 'PolicyArn') ?? '*' }, (scope, input) => {
    const arn = need(input, 'PolicyArn');
    const policy = scope.state.policies.byArn(arn);
    if (!policy || (policy.account !== 'aws' && policy.account !== scope.account)) throw errors.noPolicy(arn);
    return work(scope, policy, input);
  });
}

/** The same where something changes: AWS's own policies do not. */
function onOwnPolicy(name: string, served: readonly string[], work: PolicyWork): Operation {
  return onPolicy(name, served, (scope, policy, input) => {
    if (policy.account === 'aws') throw errors.unmodifiable(`User: ${scope.call.caller.arn} is not authorized to perform: iam:${name} on resource: policy ${policy.arn}`);
    return work(scope, policy, input);
  });
}

function createPolicy({ call, state, account }: Scope, input: Input): object {
  const [name, path] = [nameOf(input, 'PolicyName'), pathOf(input)];
  const document = documentOf(input, { member: 'PolicyDocument', use: 'identity', most: MOST_CHARACTERS.managed });
  const policy: ManagedPolicy = {
    arn: `arn:aws:iam::${account}:policy${path}${name}`, account, path, name, id: `ANPA${upperId(17)}`, description: text(input, 'Description') ?? null,
    created: call.time.nowMicros(), updated: call.time.nowMicros(), current: 1, newest: 1,
  };
  if (state.policies.list(account).some((one) => one.name.toLowerCase() === name.toLowerCase())) throw errors.policyExists(name);
  state.change(() => {
    state.policies.put(policy);
    state.policies.putVersion({ policy: policy.arn, version: 1, document, created: policy.created });
  });
  return { Policy: policyView({ ...policy, description: null }, 0) };
}

function createVersion({ call, state }: Scope, policy: ManagedPolicy, input: Input): object {
  const document = documentOf(input, { member: 'PolicyDocument', use: 'identity', most: MOST_CHARACTERS.managed });
  if (state.policies.versions(policy.arn).length >= MOST_VERSIONS) throw errors.limit(`A managed policy can have up to ${MOST_VERSIONS} versions. Before you create a new version, you must delete an existing version.`);
  const made: PolicyVersion = { policy: policy.arn, version: policy.newest + 1, document, created: call.time.nowMicros() };
  const current = input['SetAsDefault'] === true ? made.version : policy.current;
  state.change(() => {
    state.policies.putVersion(made);
    state.policies.put({ ...policy, newest: made.version, current, updated: made.created });
  });
  return { PolicyVersion: versionView(made, current, false) };
}

function listPolicies(scope: Scope, input: Input): object {
  const which = text(input, 'Scope') ?? 'All';
  if (!['All', 'AWS', 'Local'].includes(which)) throw errors.validation(`1 validation error detected: Value '${which}' at 'scope' failed to satisfy constraint: Member must satisfy enum value set: [All, AWS, Local]`);
  const all = [...(which === 'AWS' ? [] : scope.state.policies.list(scope.account)), ...(which === 'Local' ? [] : [...AWS_MANAGED.values()].map(({ policy }) => policy))];
  const counted = all.filter(({ path }) => path.startsWith(text(input, 'PathPrefix') ?? '/')).map((policy) => ({ policy, count: attachments(scope, policy) }));
  const { page, rest } = paged(input, counted.filter(({ count }) => input['OnlyAttached'] !== true || count > 0));
  return { Policies: page.map(({ policy, count }) => policyView({ ...policy, description: null }, count)), ...rest };
}

/** How many users and roles of the caller's account have it. */
function attachments({ state, account }: Scope, { arn }: ManagedPolicy): number {
  return state.policies.entities(arn).filter((one) => state.find(one)?.account === account && state.policies.attached(one).includes(arn)).length;
}

function numberOf(input: Input): number {
  const id = need(input, 'VersionId');
  const number = /^v([1-9]\d*)$/.exec(id)?.[1];
  if (number === undefined) throw errors.validation(`1 validation error detected: Value '${id}' at 'versionId' failed to satisfy constraint: Member must satisfy regular expression pattern: v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?`);
  return Number(number);
}

function versionOf(found: PolicyVersion | null, { arn }: ManagedPolicy, input: Input): PolicyVersion {
  if (!found) throw errors.noVersion(arn, text(input, 'VersionId') ?? '');
  return found;
}
