import { errors } from './errors.ts';

/** A decoded input. */
export type Input = Readonly<Record<string, unknown>>;

/** A text member; undefined when absent. */
export function text(input: Input, member: string): string | undefined {
  const value = input[member];
  return typeof value === 'string' ? value : undefined;
}

/** A text member that must be there. Throws ValidationError. */
export function need(input: Input, member: string): string {
  const value = text(input, member);
  if (value === undefined || value === '') throw errors.validation(`1 validation error detected: Value null at '${member.charAt(0).toLowerCase()}${member.slice(1)}' failed to satisfy constraint: Member must not be null`);
  return value;
}

/** A name of a user, role or policy. */
export function nameOf(input: Input, member: string): string {
  const name = need(input, member);
  if (!/^[\w+=,.@-]{1,64}$/.test(name)) throw errors.validation(`The specified value for ${member.charAt(0).toLowerCase()}${member.slice(1)} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_- and have at most 64 characters`);
  return name;
}

/** The path of something new; `/` when none is given. */
export function pathOf(input: Input): string {
  const path = text(input, 'Path') ?? '/';
  if (!/^\/([\w+=,.@-]+\/)*$/.test(path)) throw errors.validation('The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or /+=,.@_-');
  if (path.startsWith('/aws-service-role/')) throw errors.validation('The specified value for path is invalid. The path /aws-service-role/ belongs to service-linked roles.');
  return path;
}

/** Refuses every member that is set and not served: a parameter without effect would be accepted silently otherwise. */
export function only(operation: string, input: Input, served: readonly string[]): void {
  for (const [member, value] of Object.entries(input)) {
    const nothing = value === undefined || value === null || value === false || value === '' || (Array.isArray(value) && value.length === 0);
    if (!nothing && !served.includes(member)) throw errors.unsupported(operation, member);
  }
}

/** One page of a list. */
export function paged<T>(input: Input, rows: readonly T[]): { readonly page: readonly T[]; readonly rest: { readonly IsTruncated: boolean; readonly Marker?: string } } {
  const size = typeof input['MaxItems'] === 'number' ? input['MaxItems'] : 100;
  if (!Number.isInteger(size) || size < 1 || size > 1000) throw errors.validation(`1 validation error detected: Value '${size}' at 'maxItems' failed to satisfy constraint: Member must have value between 1 and 1000`);
  const from = markerOf(input, rows.length);
  const page = rows.slice(from, from + size);
  const next = from + page.length;
  return { page, rest: next < rows.length ? { IsTruncated: true, Marker: Buffer.from(`redrill:${next}`).toString('base64url') } : { IsTruncated: false } };
}

function markerOf(input: Input, most: number): number {
  const marker = text(input, 'Marker');
  if (marker === undefined) return 0;
  const from = Number(/^redrill:(\d+)$/.exec(Buffer.from(marker, 'base64url').toString('utf8'))?.[1] ?? Number.NaN);
  if (Number.isNaN(from) || from > most) throw errors.validation('Invalid Marker.');
  return from;
}
