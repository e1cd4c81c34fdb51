import { dateOfMicros } from '#kit/dates';
import type { Call } from '../../../service.ts';
import { requireAccess, stateProblem } from '../access.ts';
import { keyByIdOf, only, wholeNumber, type Input } from '../input.ts';
import { kmsState } from '../state.ts';
import { ownKey } from './key-state.ts';

const DAY_MICROS = 86_400_000_000;

/** EnableKeyRotation: fresh material every year, or every 90 to 2,560 days, of drill time. */
export function enableKeyRotation(call: Call, input: Input): object {
  only('EnableKeyRotation', input, ['KeyId', 'RotationPeriodInDays']);
  const { state, key } = ownKey(call, input, 'kms:EnableKeyRotation');
  const days = wholeNumber(input, 'RotationPeriodInDays', { least: 90, most: 2560, otherwise: key.rotation_days ?? 365 });
  const unusable = stateProblem(key);
  if (unusable) throw unusable;
  call.catalogue.transaction(() => state.keys.setRotation(key, days, call.time.nowMicros()));
  call.time.changed();
  return {};
}

/** DisableKeyRotation. */
export function disableKeyRotation(call: Call, input: Input): object {
  const { state, key } = ownKey(call, input, 'kms:DisableKeyRotation');
  const unusable = stateProblem(key);
  if (unusable) throw unusable;
  call.catalogue.transaction(() => state.keys.setRotation(key, null, key.rotated));
  call.time.changed();
  return {};
}

/** GetKeyRotationStatus, also of a key in another account whose policy allows it. */
export function getKeyRotationStatus(call: Call, input: Input): object {
  const state = kmsState(call.catalogue);
  const key = keyByIdOf(call, state, input);
  requireAccess(state, key, { caller: call.caller, action: 'kms:GetKeyRotationStatus' });
  const days = key.rotation_days;
  return { KeyId: key.arn, KeyRotationEnabled: days !== null && key.state !== 'PendingDeletion', ...(days === null ? {} : { RotationPeriodInDays: days, NextRotationDate: dateOfMicros(key.rotated + days * DAY_MICROS) }) };
}
