import { dateOfMicros } from '#kit/dates';
import type { Call } from '../../../service.ts';
import { requireAccess } from '../access.ts';
import { aliasArn, type AliasRow } from '../alias-rows.ts';
import { errors } from '../errors.ts';
import { afterMarker, keyByIdOf, only, paged, seenBy, text, type Input } from '../input.ts';
import { findKeyById } from '../key-reference.ts';
import type { KeyRow } from '../key-rows.ts';
import { kmsState, type KmsState } from '../state.ts';

/** CreateAlias: a name for a key of the caller's account and region. */
export function createAlias(call: Call, input: Input): object {
  only('CreateAlias', input, ['AliasName', 'TargetKeyId']);
  const { state, name, key } = target(call, input, 'kms:CreateAlias');
  const place = seenBy(call);
  if (state.aliases.find(place, name)) throw errors.aliasExists(aliasArn(place, name));
  call.catalogue.transaction(() => state.aliases.add(place, name, { key: key.arn, at: place.nowMicros }));
  return {};
}

/** UpdateAlias: the name stands for another key from now on. */
export function updateAlias(call: Call, input: Input): object {
  only('UpdateAlias', input, ['AliasName', 'TargetKeyId']);
  const { state, name, key } = target(call, input, 'kms:UpdateAlias');
  const alias = requireAlias(call, state, name);
  call.catalogue.transaction(() => state.aliases.update(alias, { key: key.arn, at: call.time.nowMicros() }));
  return {};
}

/** DeleteAlias: the key stays. */
export function deleteAlias(call: Call, input: Input): object {
  only('DeleteAlias', input, ['AliasName']);
  const state = kmsState(call.catalogue);
  const alias = requireAlias(call, state, checkedName(text(input, 'AliasName')));
  const key = state.keys.find(alias.key);
  if (key) requireAccess(state, key, { caller: call.caller, action: 'kms:DeleteAlias' });
  call.catalogue.transaction(() => state.aliases.remove(alias));
  return {};
}

/** ListAliases: of the caller's account and region, or of one key. */
export function listAliases(call: Call, input: Input): object {
  only('ListAliases', input, ['KeyId', 'Limit', 'Marker']);
  const state = kmsState(call.catalogue);
  const key = input['KeyId'] === undefined ? null : keyByIdOf(call, state, input);
  const all = state.aliases.list(seenBy(call), afterMarker(input)).filter((alias) => key === null || alias.key === key.arn);
  const { page, rest } = paged(input, all, (alias) => alias.name);
  return {
    Aliases: page.map((alias) => ({
      AliasName: alias.name, AliasArn: aliasArn(alias, alias.name), TargetKeyId: alias.key.split('/').at(-1),
      CreationDate: dateOfMicros(alias.created), LastUpdatedDate: dateOfMicros(alias.updated),
    })),
    ...rest,
  };
}

function target(call: Call, input: Input, action: string): { readonly state: KmsState; readonly name: string; readonly key: KeyRow } {
  const state = kmsState(call.catalogue);
  const name = checkedName(text(input, 'AliasName'));
  const key = findKeyById(state, text(input, 'TargetKeyId'), seenBy(call));
  if (key.account !== call.caller.account) throw errors.denied(call.caller.arn, action, key.arn);
  requireAccess(state, key, { caller: call.caller, action });
  if (key.state === 'PendingDeletion') throw errors.pendingDeletion(key.arn);
  return { state, name, key };
}

function requireAlias(call: Call, state: KmsState, name: string): AliasRow {
  const alias = state.aliases.find(seenBy(call), name);
  if (!alias) throw errors.aliasNotFound(aliasArn(seenBy(call), name));
  return alias;
}

function checkedName(name: string): string {
  if (!name.startsWith('alias/')) throw errors.validation('Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html');
  if (!/^alias\/[a-zA-Z0-9/_-]{1,250}$/.test(name)) throw errors.validation(`1 validation error detected: Value '${name}' at 'aliasName' failed to satisfy constraint: Member must satisfy regular expression pattern: ^alias/[a-zA-Z0-9/_-]+$`);
  if (name.startsWith('alias/aws/')) throw errors.reservedAlias(name);
  return name;
}
