import { errors } from './errors.ts';
import type { Tags } from './model.ts';

export type Input = Readonly<Record<string, unknown>>;

export function text(input: Input, member: string): string | undefined {
  const value = input[member];
  return typeof value === 'string' ? value : undefined;
}

/** A text member that must be there. Throws BadRequest. */
export function need(input: Input, member: string): string {
  const value = text(input, member);
  if (value === undefined || value === '') throw errors.badRequest(`Missing or empty parameter ${member}`);
  return value;
}

/** A text member of a fixed set; the first of the set where it is absent. Throws BadRequest. */
export function oneOf<T extends string>(input: Input, member: string, values: readonly [T, ...T[]]): T {
  const value = text(input, member);
  if (value === undefined) return values[0];
  const known = values.find((one) => one === value);
  if (known === undefined) throw errors.badRequest(`Invalid value '${value}' for ${member}: one of ${values.join(', ')} is needed`);
  return known;
}

/** Refuses every member that is set and not served. */
export function only(input: Input, served: readonly string[], operation: string): void {
  for (const [member, value] of Object.entries(input)) {
    if (value !== undefined && value !== null && !served.includes(member)) throw errors.unsupported(operation, member);
  }
}

const MOST_TAGS = 50;

/** The tags of a request. Throws BadRequest for what AWS does not take. */
export function tagsOf(input: Input): Tags {
  const given = (input['Tags'] ?? []) as readonly { readonly Key?: string; readonly Value?: string }[];
  const tags: Record<string, string> = {};
  for (const { Key: key = '', Value: value = '' } of given) {
    if (key === '' || key.length > 128 || value.length > 256 || /^aws:/i.test(key)) throw errors.badRequest(`Invalid tag ${JSON.stringify(key)}: keys have 1 to 128 characters and do not begin with aws:, values up to 256`);
    if (Object.hasOwn(tags, key)) throw errors.badRequest(`Duplicate tag key ${key}`);
    tags[key] = value;
  }
  return checkedCount(tags);
}

export function checkedCount(tags: Tags): Tags {
  if (Object.keys(tags).length > MOST_TAGS) throw errors.badRequest(`A resource can have ${MOST_TAGS} tags at the most`);
  return tags;
}

export function tagList(tags: Tags): readonly { readonly Key: string; readonly Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** One page of a list: `after` is the position that the last page ended at. */
export function page<T>(all: readonly T[], { most, after, limit }: { readonly most: unknown; readonly after: unknown; readonly limit: number }): { readonly rows: readonly T[]; readonly next: string | undefined } {
  const from = after === undefined ? 0 : position(String(after));
  const count = Math.min(typeof most === 'number' ? Math.max(1, most) : limit, limit);
  const end = from + count;
  return { rows: all.slice(from, end), next: end < all.length ? Buffer.from(`redrill:${end}`).toString('base64url') : undefined };
}

function position(marker: string): number {
  const match = /^redrill:(\d+)$/.exec(Buffer.from(marker, 'base64url').toString());
  if (!match) throw errors.badRequest('Invalid pagination token');
  return Number(match[1]);
}
