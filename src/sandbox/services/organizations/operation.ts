import { MANAGEMENT_ACCOUNT } from '../../accounts.ts';
import type { Call, Operation } from '../../service.ts';
import { errors } from './errors.ts';
import { arns } from './model.ts';
import { organizationState, type OrganizationState } from './state.ts';

/** A decoded input. */
export type Input = Readonly<Record<string, unknown>>;

export interface Scope {
  readonly call: Call;
  readonly state: OrganizationState;
}

/** An operation of the organisation: permission, the right account and members that are not served come before `work`. `anyone`: member accounts may ask too. */
export function operation(name: string, { served, anyone = false }: { readonly served: readonly string[]; readonly anyone?: boolean }, work: (scope: Scope, input: Input) => object | void): Operation {
  return (call, input) => {
    call.authorise(`organizations:${name}`, anyone ? arns.organization : '*', { account: call.caller.account, policy: null });
    if (!anyone && call.caller.account !== MANAGEMENT_ACCOUNT) throw errors.notManagement();
    for (const [member, value] of Object.entries(input)) {
      const nothing = value === undefined || value === null || (Array.isArray(value) && value.length === 0);
      if (!nothing && !served.includes(member)) throw errors.unsupported(name, member);
    }
    return work({ call, state: organizationState(call.catalogue) }, input);
  };
}

/** A text member that must be there. Throws InvalidInputException. */
export function need(input: Input, member: string): string {
  const value = input[member];
  if (typeof value !== 'string' || value === '') throw errors.invalid(`You must specify a value for ${member}.`);
  return value;
}

/** One page of a list. */
export function paged<T>(input: Input, rows: readonly T[]): { readonly page: readonly T[]; readonly rest: object } {
  const size = typeof input['MaxResults'] === 'number' ? input['MaxResults'] : 20;
  if (!Number.isInteger(size) || size < 1 || size > 20) throw errors.invalid('MaxResults must lie between 1 and 20.');
  const token = input['NextToken'];
  const from = token === undefined ? 0 : Number(/^redrill:(\d+)$/.exec(Buffer.from(String(token), 'base64url').toString('utf8'))?.[1] ?? Number.NaN);
  if (Number.isNaN(from) || from > rows.length) throw errors.invalid('You specified an invalid value for nextToken.');
  const page = rows.slice(from, from + size);
  return { page, rest: from + page.length < rows.length ? { NextToken: Buffer.from(`redrill:${from + page.length}`).toString('base64url') } : {} };
}
