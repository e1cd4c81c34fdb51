import type { Call, Place } from '../../service.ts';
import { errors } from './errors.ts';
import { findKey, findKeyById } from './key-reference.ts';
import type { KeyRow } from './key-rows.ts';
import type { KmsState } from './state.ts';

/** A decoded input. */
export type Input = Readonly<Record<string, unknown>>;

/** Refuses members that are set but would have no effect here. Grants hold at once, so their tokens are never needed. */
export function only(operation: string, input: Input, members: readonly string[]): void {
  for (const [name, value] of Object.entries(input)) {
    if (value === undefined || value === null || value === false || name === 'GrantTokens' || members.includes(name)) continue;
    throw errors.unsupported(`${name} of ${operation}; leave it out`);
  }
}

/** A text member; empty when absent. */
export function text(input: Input, name: string): string {
  const value = input[name];
  return typeof value === 'string' ? value : '';
}

/** A whole number within limits, or the default. */
export function wholeNumber(input: Input, name: string, limits: { readonly least: number; readonly most: number; readonly otherwise: number }): number {
  const value = input[name] ?? limits.otherwise;
  if (typeof value === 'number' && Number.isInteger(value) && value >= limits.least && value <= limits.most) return value;
  const where = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  throw errors.validation(`1 validation error detected: Value '${String(value)}' at '${where}' failed to satisfy constraint: Member must have value between ${limits.least} and ${limits.most}`);
}

/** Where a call comes from, and when. */
export function seenBy(call: Call): Place & { readonly nowMicros: number } {
  return { account: call.caller.account, region: call.region, nowMicros: call.time.nowMicros() };
}

/** The key that `KeyId` names, by id, ARN, alias or alias ARN. */
export function keyOf(call: Call, state: KmsState, input: Input): KeyRow {
  return findKey(state, text(input, 'KeyId'), seenBy(call));
}

/** The key that `KeyId` names by id or ARN. */
export function keyByIdOf(call: Call, state: KmsState, input: Input): KeyRow {
  return findKeyById(state, text(input, 'KeyId'), seenBy(call));
}

/** One page of rows in the order of their names, with the marker for the next. */
export function paged<T>(input: Input, rows: readonly T[], nameOf: (row: T) => string): { readonly page: readonly T[]; readonly rest: object } {
  const limit = wholeNumber(input, 'Limit', { least: 1, most: 1000, otherwise: 100 });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { page, rest: rows.length > page.length && last ? { Truncated: true, NextMarker: Buffer.from(nameOf(last)).toString('base64url') } : { Truncated: false } };
}

/** The name after which a page begins. */
export function afterMarker(input: Input): string {
  return Buffer.from(text(input, 'Marker'), 'base64url').toString('utf8');
}
