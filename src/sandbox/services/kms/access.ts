import { dateOfMicros } from '#kit/dates';
import { decide, type Decision } from '../../authorise/decide.ts';
import { deniedBecause } from '../../authorise/denied-because.ts';
import { directoryOf } from '../../authorise/policy-directory.ts';
import type { PolicyDocument } from '../../authorise/policy-document.ts';
import { requestContext } from '../../authorise/request-context.ts';
import type { AwsError, Caller } from '../../service.ts';
import type { EncryptionContext } from './ciphertext.ts';
import { errors } from './errors.ts';
import type { KeyRow } from './key-rows.ts';
import type { GrantRow } from './grant-rows.ts';
import type { KmsState } from './state.ts';

/** Who wants to do what with a key. */
export interface KeyUse {
  readonly caller: Caller;
  /** `kms:Decrypt` and the like. */
  readonly action: string;
  readonly context?: EncryptionContext;
  /** A service asks for the caller: what AWS managed keys demand. */
  readonly viaService?: boolean;
}

/**
 * Why a key's policy and grants and the caller's own policies do not let it act, or null. Unlike other resources a key opens to nobody without
 * its policy, not even to its own account; the default policy names the account, whose identity policies then decide. A grant stands in for both.
 */
export function accessProblem(state: KmsState, key: KeyRow, use: KeyUse): AwsError | null {
  const { caller, action } = use;
  if (key.manager === 'AWS' && !managedAllows(key, use)) return errors.denied(caller.arn, action, key.arn);
  const decision = decided(state, key, use);
  if (decision.allowed) return null;
  const grantable = !decision.explicit && (decision.by === 'resource-based policy' || decision.by === 'identity-based policy');
  if (grantable && state.grants.ofKey(key.arn).some((grant) => grantAllows(grant, use))) return null;
  return errors.denied(caller.arn, action, key.arn, deniedBecause(decision, action));
}

/** An AWS managed key is open to all who come through its service; no resource control policy reaches it. */
function decided(state: KmsState, key: KeyRow, { caller, action, viaService = false }: KeyUse): Decision {
  const managed = key.manager === 'AWS';
  const attached = directoryOf(state.catalogue).attached(caller, key.account);
  const policy = managed ? (viaService ? FOR_EVERYONE : forAccount(key.account)) : state.policies.get(key.policy);
  const context = {
    ...requestContext({ region: key.region, at: dateOfMicros(state.nowMicros()), resourceAccount: key.account }),
    'kms:calleraccount': [caller.account], 'aws:viaawsservice': [String(viaService)],
  };
  return decide({ caller, action, resource: key.arn, context }, managed ? { ...attached, resourceControl: [] } : attached, { account: key.account, policy, policyRequired: true });
}

const FOR_EVERYONE: PolicyDocument = { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*' }] };

function forAccount(account: string): PolicyDocument {
  return { Statement: [{ Effect: 'Allow', Principal: { AWS: account }, Action: 'kms:*', Resource: '*' }] };
}

/** Why a key in this state cannot be used for cryptography, or null. */
export function stateProblem(key: KeyRow): AwsError | null {
  switch (key.state) {
    case 'Enabled': return null;
    case 'Disabled': return errors.disabled(key.arn);
    case 'PendingDeletion': return errors.pendingDeletion(key.arn);
  }
}

/** Throws the first reason why a caller cannot use a key: policy, then state. */
export function requireUsable(state: KmsState, key: KeyRow, use: KeyUse): void {
  const problem = accessProblem(state, key, use) ?? stateProblem(key);
  if (problem) throw problem;
}

/** Throws what the key's policy and grants have against it. */
export function requireAccess(state: KmsState, key: KeyRow, use: KeyUse): void {
  const problem = accessProblem(state, key, use);
  if (problem) throw problem;
}

/** Who a service acts for: the caller itself, or a principal of which only the ARN is known. */
export function callerOf(by: Caller | { readonly account: string; readonly arn: string }): Caller {
  if ('userId' in by) return by;
  const { account, arn } = by;
  const session = /^arn:aws:sts::(\d{12}):assumed-role\/([^/]+)\//.exec(arn);
  const roleArn = session ? `arn:aws:iam::${session[1] ?? ''}:role/${session[2] ?? ''}` : /:role\//.test(arn) ? arn : null;
  return { account, arn, userId: '', roleArn, anonymous: false };
}

function managedAllows(key: KeyRow, { caller, action, viaService = false }: KeyUse): boolean {
  return !caller.anonymous && caller.account === key.account && (viaService || /^kms:(Describe|Get|List|RevokeGrant)/.test(action));
}

function grantAllows(grant: GrantRow, { caller, action, context = {} }: KeyUse): boolean {
  if (grant.grantee !== caller.arn && grant.grantee !== caller.roleArn && grant.grantee !== `arn:aws:iam::${caller.account}:root`) return false;
  if (!(JSON.parse(grant.operations) as readonly string[]).includes(action.slice('kms:'.length))) return false;
  return constraintsHold(grant.constraints, context);
}

function constraintsHold(json: string | null, context: EncryptionContext): boolean {
  if (json === null) return true;
  const { EncryptionContextSubset: subset, EncryptionContextEquals: equals } = JSON.parse(json) as Readonly<Record<string, EncryptionContext | undefined>>;
  const within = (part: EncryptionContext): boolean => Object.entries(part).every(([name, value]) => context[name] === value);
  if (subset && !within(subset)) return false;
  return !equals || (within(equals) && Object.keys(equals).length === Object.keys(context).length);
}
