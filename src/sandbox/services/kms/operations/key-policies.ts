import { evaluatePolicy } from '../../../authorise/evaluate-policy.ts';
import type { PolicyDocument } from '../../../authorise/policy-document.ts';
import { validatePolicy } from '../../../authorise/validate-policy.ts';
import { AwsError, type Call } from '../../../service.ts';
import { errors } from '../errors.ts';
import { only, text, type Input } from '../input.ts';
import { POLICY_NAME } from '../key-policy.ts';
import { ownKey } from './key-state.ts';

/** GetKeyPolicy. */
export function getKeyPolicy(call: Call, input: Input): object {
  const { key } = ownKey(call, input, 'kms:GetKeyPolicy');
  requireName(input);
  return { Policy: key.policy, PolicyName: POLICY_NAME };
}

/** PutKeyPolicy: replaces the key's policy; one that locks its own author out is refused unless that is asked for. */
export function putKeyPolicy(call: Call, input: Input): object {
  only('PutKeyPolicy', input, ['KeyId', 'PolicyName', 'Policy', 'BypassPolicyLockoutSafetyCheck']);
  const { state, key } = ownKey(call, input, 'kms:PutKeyPolicy');
  requireName(input);
  const policy = checkedPolicy(text(input, 'Policy'), call, input);
  call.catalogue.transaction(() => state.keys.setPolicy(key, policy));
  return {};
}

/** ListKeyPolicies: a key has one. */
export function listKeyPolicies(call: Call, input: Input): object {
  only('ListKeyPolicies', input, ['KeyId', 'Limit', 'Marker']);
  ownKey(call, input, 'kms:ListKeyPolicies');
  return { PolicyNames: [POLICY_NAME], Truncated: false };
}

/** A policy that can be evaluated here and leaves its author in charge. Throws MalformedPolicyDocumentException. */
export function checkedPolicy(policy: string, { caller }: Call, input: Input): string {
  try {
    validatePolicy(policy);
  } catch (error) {
    throw error instanceof AwsError ? errors.malformedPolicy(error.message) : error;
  }
  const keeps = evaluatePolicy(JSON.parse(policy) as PolicyDocument, { caller, action: 'kms:PutKeyPolicy', resource: '*' }) === 'allow';
  if (!keeps && input['BypassPolicyLockoutSafetyCheck'] !== true) throw errors.policyLockout();
  return policy;
}

function requireName(input: Input): void {
  const name = text(input, 'PolicyName');
  if (name !== '' && name !== POLICY_NAME) throw errors.noSuchPolicy(name);
}
