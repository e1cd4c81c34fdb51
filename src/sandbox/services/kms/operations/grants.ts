import { dateOfMicros } from '#kit/dates';
import { randomToken } from '#kit/ids';
import type { Call } from '../../../service.ts';
import { requireAccess, requireUsable } from '../access.ts';
import { errors } from '../errors.ts';
import type { GrantRow } from '../grant-rows.ts';
import { afterMarker, keyByIdOf, only, paged, text, type Input } from '../input.ts';
import type { KeyRow } from '../key-rows.ts';
import { kmsState, type KmsState } from '../state.ts';

const OPERATIONS: ReadonlySet<string> = new Set(['Decrypt', 'Encrypt', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext', 'ReEncryptFrom', 'ReEncryptTo', 'CreateGrant', 'RetireGrant', 'DescribeKey']);

/** CreateGrant: lets a principal use the key beside its policy. The same name with the same content gives the same grant. */
export function createGrant(call: Call, input: Input): object {
  only('CreateGrant', input, ['KeyId', 'GranteePrincipal', 'RetiringPrincipal', 'Operations', 'Constraints', 'Name']);
  const state = kmsState(call.catalogue);
  const key = keyByIdOf(call, state, input);
  requireUsable(state, key, { caller: call.caller, action: 'kms:CreateGrant' });
  const grant = newGrant(call, key, input);
  const same = grant.name === null ? undefined : state.grants.ofKey(key.arn).find((one) => content(one) === content(grant));
  if (same) return { GrantToken: same.token, GrantId: same.id };
  call.catalogue.transaction(() => state.grants.add(grant));
  return { GrantToken: grant.token, GrantId: grant.id };
}

/** ListGrants of a key, or of one grant or grantee of it. */
export function listGrants(call: Call, input: Input): object {
  only('ListGrants', input, ['KeyId', 'GrantId', 'GranteePrincipal', 'Limit', 'Marker']);
  const state = kmsState(call.catalogue);
  const key = keyByIdOf(call, state, input);
  requireAccess(state, key, { caller: call.caller, action: 'kms:ListGrants' });
  const [id, grantee] = [text(input, 'GrantId'), text(input, 'GranteePrincipal')];
  const all = state.grants.ofKey(key.arn, afterMarker(input)).filter((grant) => (id === '' || grant.id === id) && (grantee === '' || grant.grantee === grantee));
  const { page, rest } = paged(input, all, (grant) => grant.id);
  return { Grants: page.map(told), ...rest };
}

/** RevokeGrant: the key's owner takes a grant back. */
export function revokeGrant(call: Call, input: Input): object {
  only('RevokeGrant', input, ['KeyId', 'GrantId']);
  const state = kmsState(call.catalogue);
  const key = keyByIdOf(call, state, input);
  requireAccess(state, key, { caller: call.caller, action: 'kms:RevokeGrant' });
  const grant = state.grants.byId(text(input, 'GrantId'));
  if (grant?.key !== key.arn) throw errors.grantNotFound(text(input, 'GrantId'));
  call.catalogue.transaction(() => state.grants.remove(grant.id));
  return {};
}

/** RetireGrant: whom the grant names for that, its maker's account, or a grantee with RetireGrant gives it up. */
export function retireGrant(call: Call, input: Input): object {
  only('RetireGrant', input, ['GrantToken', 'KeyId', 'GrantId']);
  const state = kmsState(call.catalogue);
  const grant = grantToRetire(call, state, input);
  const { caller } = call;
  const is = (principal: string | null): boolean => principal === caller.arn || (principal !== null && principal === caller.roleArn);
  const may = is(grant.retiring) || grant.issuer === `arn:aws:iam::${caller.account}:root` || (is(grant.grantee) && (JSON.parse(grant.operations) as readonly string[]).includes('RetireGrant'));
  if (!may) throw errors.denied(caller.arn, 'kms:RetireGrant', grant.key);
  call.catalogue.transaction(() => state.grants.remove(grant.id));
  return {};
}

function grantToRetire(call: Call, state: KmsState, input: Input): GrantRow {
  const token = text(input, 'GrantToken');
  if (token !== '') {
    const grant = state.grants.byToken(token);
    if (!grant) throw errors.grantNotFound(token);
    return grant;
  }
  if (text(input, 'KeyId') === '' || text(input, 'GrantId') === '') throw errors.validation('RetireGrant needs a GrantToken, or a KeyId and a GrantId');
  const grant = state.grants.byId(text(input, 'GrantId'));
  if (grant?.key !== keyByIdOf(call, state, input).arn) throw errors.grantNotFound(text(input, 'GrantId'));
  return grant;
}

function newGrant(call: Call, key: KeyRow, input: Input): GrantRow {
  const operations = (input['Operations'] ?? []) as readonly string[];
  const unknown = operations.find((name) => !OPERATIONS.has(name));
  if (operations.length === 0 || unknown !== undefined) throw errors.validation(`1 validation error detected: Value '${operations.join(', ')}' at 'operations' failed to satisfy constraint: Member must be of ${[...OPERATIONS].join(', ')}`);
  const principals = [text(input, 'GranteePrincipal'), text(input, 'RetiringPrincipal')];
  if (principals[0] === '' || principals.some((arn) => arn !== '' && !/^arn:aws:(iam|sts)::\d{12}:\S+$/.test(arn))) throw errors.invalidArn(principals.join(' '));
  return {
    id: randomToken(32), token: randomToken(48), key: key.arn, name: text(input, 'Name') || null, grantee: principals[0] ?? '', retiring: principals[1] || null,
    operations: JSON.stringify(operations), constraints: checkedConstraints(input['Constraints']), issuer: `arn:aws:iam::${call.caller.account}:root`, created: call.time.nowMicros(),
  };
}

function checkedConstraints(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  const known = ['EncryptionContextSubset', 'EncryptionContextEquals'];
  const given = Object.entries(value).filter(([, one]) => one !== undefined);
  const other = given.find(([name]) => !known.includes(name));
  if (other) throw errors.unsupported(`Constraints.${other[0]} of CreateGrant`);
  return given.length === 0 ? null : JSON.stringify(Object.fromEntries(given));
}

function content({ name, grantee, retiring, operations, constraints }: GrantRow): string {
  return JSON.stringify([name, grantee, retiring, operations, constraints]);
}

function told(grant: GrantRow): object {
  return {
    KeyId: grant.key, GrantId: grant.id, CreationDate: dateOfMicros(grant.created), GranteePrincipal: grant.grantee, IssuingAccount: grant.issuer, Operations: JSON.parse(grant.operations) as unknown,
    ...(grant.name === null ? {} : { Name: grant.name }), ...(grant.retiring === null ? {} : { RetiringPrincipal: grant.retiring }),
    ...(grant.constraints === null ? {} : { Constraints: JSON.parse(grant.constraints) as unknown }),
  };
}
