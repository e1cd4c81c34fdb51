import { dateOfMicros } from '#kit/dates';
import type { Call } from '../../../service.ts';
import { requireAccess } from '../access.ts';
import { errors } from '../errors.ts';
import { afterMarker, keyByIdOf, keyOf, only, paged, seenBy, text, type Input } from '../input.ts';
import type { KeyRow } from '../key-rows.ts';
import { kmsState } from '../state.ts';

/** DescribeKey, also of a key in another account whose policy allows it. */
export function describeKey(call: Call, input: Input): object {
  only('DescribeKey', input, ['KeyId']);
  const state = kmsState(call.catalogue);
  const key = keyOf(call, state, input);
  requireAccess(state, key, { caller: call.caller, action: 'kms:DescribeKey' });
  return { KeyMetadata: keyMetadata(key) };
}

/** ListKeys: the caller's account in the called region. */
export function listKeys(call: Call, input: Input): object {
  only('ListKeys', input, ['Limit', 'Marker']);
  const { page, rest } = paged(input, kmsState(call.catalogue).keys.list(seenBy(call), afterMarker(input)), (key) => key.id);
  return { Keys: page.map(({ id, arn }) => ({ KeyId: id, KeyArn: arn })), ...rest };
}

/** UpdateKeyDescription. */
export function updateKeyDescription(call: Call, input: Input): object {
  const state = kmsState(call.catalogue);
  const key = keyByIdOf(call, state, input);
  requireAccess(state, key, { caller: call.caller, action: 'kms:UpdateKeyDescription' });
  if (key.state === 'PendingDeletion') throw errors.pendingDeletion(key.arn);
  call.catalogue.transaction(() => state.keys.setDescription(key, text(input, 'Description')));
  return {};
}

/** A key as DescribeKey and CreateKey tell it. */
export function keyMetadata(key: KeyRow): object {
  return {
    AWSAccountId: key.account, KeyId: key.id, Arn: key.arn, CreationDate: dateOfMicros(key.created), Enabled: key.state === 'Enabled', Description: key.description,
    KeyUsage: 'ENCRYPT_DECRYPT', KeyState: key.state, Origin: 'AWS_KMS', KeyManager: key.manager, CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT', KeySpec: 'SYMMETRIC_DEFAULT',
    EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'], MultiRegion: false,
    ...(key.deletion === null ? {} : { DeletionDate: dateOfMicros(key.deletion) }),
  };
}
