import { errors } from './errors.ts';
import type { Tags } from './model.ts';

export type Input = Readonly<Record<string, unknown>>;

const MOST_TAGS = 50;

/** A text member that must be there. Throws ValidationException. */
export function requiredText(input: Input, member: string): string {
  const value = input[member];
  if (typeof value !== 'string' || value === '') throw errors.invalid(`1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`);
  return value;
}

/** A domain's name as the API takes it. Throws ValidationException. */
export function domainName(input: Input): string {
  const name = requiredText(input, 'DomainName');
  if (name.length < 3 || name.length > 28) throw errors.invalid(`1 validation error detected: Value '${name}' at 'domainName' failed to satisfy constraint: Member must have length ${name.length < 3 ? 'greater than or equal to 3' : 'less than or equal to 28'}`);
  if (!/^[a-z][a-z0-9-]+$/.test(name)) throw errors.invalid(`1 validation error detected: Value '${name}' at 'domainName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-z][a-z0-9\\-]+`);
  return name;
}

/** Refuses every member that is set to something and not served: a parameter without effect would be accepted silently otherwise. */
export function refuseUnserved(operation: string, input: Input, served: readonly string[]): void {
  for (const [member, value] of Object.entries(input)) {
    if (!isNothing(value) && !served.includes(member)) throw errors.unsupported(operation, member);
  }
}

/** The tags of a request; empty when it names none. Throws ValidationException. */
export function tagsOf(input: Input): Tags {
  const list = input['TagList'];
  const tags: Record<string, string> = {};
  for (const one of Array.isArray(list) ? (list as readonly Input[]) : []) {
    const key = requiredText(one, 'Key');
    const value = typeof one['Value'] === 'string' ? one['Value'] : '';
    if (key.length > 128 || value.length > 256 || !/^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(key + value)) throw errors.invalid(`Invalid tag ${JSON.stringify(key)}: keys have 1 to 128 and values up to 256 letters, digits, white space or _.:/=+-@`);
    if (/^aws:/i.test(key)) throw errors.invalid('Tag keys beginning with aws: are reserved for system use');
    tags[key] = value;
  }
  return checkTagCount(tags);
}

/** Refuses more tags than a domain may have. */
export function checkTagCount(tags: Tags): Tags {
  if (Object.keys(tags).length > MOST_TAGS) throw errors.limit(`Number of tags exceeds the limit of ${MOST_TAGS}`);
  return tags;
}

function isNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === '' || value === 0) return true;
  return typeof value === 'object' && Object.values(value).every(isNothing);
}
