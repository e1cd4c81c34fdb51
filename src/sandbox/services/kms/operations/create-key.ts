import type { Call } from '../../../service.ts';
import { defaultPolicy } from '../key-policy.ts';
import { only, text, type Input } from '../input.ts';
import { errors } from '../errors.ts';
import { kmsState } from '../state.ts';
import { keyMetadata } from './describe-key.ts';
import { checkedPolicy } from './key-policies.ts';
import { checkedTags } from './tags.ts';

const SERVED: Readonly<Record<string, readonly string[]>> = {
  KeyUsage: ['ENCRYPT_DECRYPT'],
  KeySpec: ['SYMMETRIC_DEFAULT'],
  CustomerMasterKeySpec: ['SYMMETRIC_DEFAULT'],
  Origin: ['AWS_KMS'],
};

/** CreateKey: a symmetric key with material of its own; every other kind is refused by name. */
export function createKey(call: Call, input: Input): object {
  only('CreateKey', input, ['Policy', 'Description', 'Tags', 'BypassPolicyLockoutSafetyCheck', ...Object.keys(SERVED)]);
  for (const [name, served] of Object.entries(SERVED)) {
    const value = input[name];
    if (value !== undefined && !served.includes(String(value))) throw errors.unsupported(`${name} ${String(value)}; it has symmetric keys with material made by KMS`);
  }
  const { account } = call.caller;
  const given = text(input, 'Policy');
  const policy = given === '' ? defaultPolicy(account) : checkedPolicy(given, call, input);
  const tags = checkedTags(input['Tags'] ?? []);
  const state = kmsState(call.catalogue);
  const key = call.catalogue.transaction(() => state.keys.add({
    account, region: call.region, manager: 'CUSTOMER', description: text(input, 'Description'), policy, tags: JSON.stringify(tags), created: call.time.nowMicros(),
  }));
  return { KeyMetadata: keyMetadata(key) };
}
