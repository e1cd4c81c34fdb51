import { isDate } from '#kit/dates';
import { errors } from './errors.ts';
import type { Tags } from './model.ts';

export type Input = Readonly<Record<string, unknown>>;

/** A text member; undefined when absent. */
export function text(input: Input, member: string): string | undefined {
  const value = input[member];
  return typeof value === 'string' ? value : undefined;
}

/** A text member that must be there. Throws MissingParameter. */
export function requiredText(input: Input, member: string): string {
  const value = text(input, member);
  if (value === undefined || value === '') throw errors.missing(member);
  return value;
}

/** A whole number; undefined when absent. Throws InvalidParameterValue for fractions. */
export function whole(input: Input, member: string): number | undefined {
  const value = input[member];
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value)) throw errors.invalidValue(`Invalid value ${String(value)} for ${member}: it must be a whole number`);
  return value;
}

export function flag(input: Input, member: string): boolean | undefined {
  const value = input[member];
  return typeof value === 'boolean' ? value : undefined;
}

/** A list of texts; undefined when absent. */
export function texts(input: Input, member: string): readonly string[] | undefined {
  const value = input[member];
  return Array.isArray(value) ? value.map(String) : undefined;
}

/** A timestamp in epoch microseconds; undefined when absent. */
export function timeMicros(input: Input, member: string): number | undefined {
  const value = input[member];
  return isDate(value) ? value.getTime() * 1000 : undefined;
}

/** Refuses every member that is set to something and not served: a parameter without effect would be accepted silently otherwise. */
export function refuseUnserved(operation: string, input: Input, served: readonly string[]): void {
  for (const [member, value] of Object.entries(input)) {
    const nothing = value === undefined || value === null || value === false || value === '' || value === 0 || (Array.isArray(value) && value.length === 0);
    if (!nothing && !served.includes(member)) throw errors.unsupported(operation, member);
  }
}

const TAGS_MOST = 50;

/** The tags of a request (`Tags` member); undefined when it names none. Throws InvalidParameterValue. */
export function tagsOf(input: Input): Tags | undefined {
  const list = input['Tags'];
  if (!Array.isArray(list)) return undefined;
  const tags: Record<string, string> = {};
  for (const one of list as readonly { readonly Key?: unknown; readonly Value?: unknown }[]) {
    const key = String(one.Key ?? '');
    const value = String(one.Value ?? '');
    if (key === '' || key.length > 128 || value.length > 256 || !/^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(key + value)) throw errors.invalidValue(`Invalid tag ${JSON.stringify(key)}: keys have 1 to 128 and values up to 256 letters, digits, white space or _.:/=+-@`);
    if (/^aws:/i.test(key)) throw errors.invalidValue('Tag keys beginning with aws: are reserved for system use');
    if (Object.hasOwn(tags, key)) throw errors.invalidValue(`Duplicate tag keys found: ${key}`);
    tags[key] = value;
  }
  return checkTagCount(tags);
}

/** Refuses more tags than a resource may have. */
export function checkTagCount(tags: Tags): Tags {
  if (Object.keys(tags).length > TAGS_MOST) throw errors.invalidValue(`Tag quota exceeded: a resource can have at most ${TAGS_MOST} tags`);
  return tags;
}

/** Tags as the SDK tells them. */
export function tagList(tags: Tags): readonly { readonly Key: string; readonly Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
