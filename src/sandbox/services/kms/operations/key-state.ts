import { dateOfMicros } from '#kit/dates';
import type { Call } from '../../../service.ts';
import { requireAccess } from '../access.ts';
import { errors } from '../errors.ts';
import { keyByIdOf, only, wholeNumber, type Input } from '../input.ts';
import type { KeyRow } from '../key-rows.ts';
import { kmsState, type KmsState } from '../state.ts';

const DAY_MICROS = 86_400_000_000;

/** EnableKey. */
export function enableKey(call: Call, input: Input): object {
  const { state, key } = ownKey(call, input, 'kms:EnableKey');
  if (key.state === 'PendingDeletion') throw errors.pendingDeletion(key.arn);
  call.catalogue.transaction(() => state.keys.setState(key, 'Enabled', null));
  call.time.changed();
  return {};
}

/** DisableKey: from now on nothing can be encrypted or decrypted under it. */
export function disableKey(call: Call, input: Input): object {
  const { state, key } = ownKey(call, input, 'kms:DisableKey');
  if (key.state === 'PendingDeletion') throw errors.pendingDeletion(key.arn);
  call.catalogue.transaction(() => state.keys.setState(key, 'Disabled', null));
  call.time.changed();
  return {};
}

/** ScheduleKeyDeletion: unusable at once, gone with all that only it can decrypt after 7 to 30 days of drill time. */
export function scheduleKeyDeletion(call: Call, input: Input): object {
  only('ScheduleKeyDeletion', input, ['KeyId', 'PendingWindowInDays']);
  const days = wholeNumber(input, 'PendingWindowInDays', { least: 7, most: 30, otherwise: 30 });
  const { state, key } = ownKey(call, input, 'kms:ScheduleKeyDeletion');
  if (key.state === 'PendingDeletion') throw errors.pendingDeletion(key.arn);
  const deletion = call.time.nowMicros() + days * DAY_MICROS;
  call.catalogue.transaction(() => state.keys.setState(key, 'PendingDeletion', deletion));
  call.time.changed();
  return { KeyId: key.arn, DeletionDate: dateOfMicros(deletion), KeyState: 'PendingDeletion', PendingWindowInDays: days };
}

/** CancelKeyDeletion: the key is back, disabled. */
export function cancelKeyDeletion(call: Call, input: Input): object {
  const { state, key } = ownKey(call, input, 'kms:CancelKeyDeletion');
  if (key.state !== 'PendingDeletion') throw errors.notPendingDeletion(key.arn);
  call.catalogue.transaction(() => state.keys.setState(key, 'Disabled', null));
  call.time.changed();
  return { KeyId: key.arn };
}

/** A key of the caller's own account that its policy lets the caller manage. */
export function ownKey(call: Call, input: Input, action: string): { readonly state: KmsState; readonly key: KeyRow } {
  const state = kmsState(call.catalogue);
  const key = keyByIdOf(call, state, input);
  if (key.account !== call.caller.account) throw errors.denied(call.caller.arn, action, key.arn);
  requireAccess(state, key, { caller: call.caller, action });
  return { state, key };
}
