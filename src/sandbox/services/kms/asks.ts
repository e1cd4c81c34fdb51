import type { Service } from '../../service.ts';
import { aliasArn } from './alias-rows.ts';
import { seenBy, text } from './input.ts';

/** Operations on no key that has a policy; for aliases the key is asked as well. */
export const KMS_ASKS: NonNullable<Service['asks']> = {
  CreateKey: () => '*',
  ListKeys: () => '*',
  ListAliases: () => '*',
  GenerateRandom: () => '*',
  CreateAlias: (call, input) => aliasArn(seenBy(call), text(input, 'AliasName')),
  UpdateAlias: (call, input) => aliasArn(seenBy(call), text(input, 'AliasName')),
  DeleteAlias: (call, input) => aliasArn(seenBy(call), text(input, 'AliasName')),
};
