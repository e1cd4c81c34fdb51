import { isDate } from '#kit/dates';
import type { Tags } from '../ebs/model.ts';
import { errors } from './errors.ts';

export type Input = Readonly<Record<string, unknown>>;

/** A text member; undefined when it is absent or empty. */
export function text(input: Input, member: string): string | undefined {
  const value = input[member];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A text member that must be there. */
export function need(input: Input, member: string): string {
  const value = text(input, member);
  if (value === undefined) throw errors.missing(member);
  return value;
}

/** A whole number; undefined when absent. */
export function whole(input: Input, member: string): number | undefined {
  const value = input[member];
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value)) throw errors.invalid(`Value (${String(value)}) for parameter ${member} is invalid. It must be a whole number.`);
  return value;
}

export function flag(input: Input, member: string): boolean | undefined {
  const value = input[member];
  return typeof value === 'boolean' ? value : undefined;
}

/** A list of texts; empty when absent. */
export function texts(input: Input, member: string): readonly string[] {
  const value = input[member];
  return Array.isArray(value) ? value.map(String) : [];
}

/** A list of structures; empty when absent. */
export function list(input: Input, member: string): readonly Input[] {
  const value = input[member];
  return Array.isArray(value) ? (value as readonly Input[]) : [];
}

/** A moment in epoch microseconds; undefined when absent. */
export function moment(input: Input, member: string): number | undefined {
  const value = input[member];
  return isDate(value) ? value.getTime() * 1000 : undefined;
}

/** Refuses every member that is set to something and not served: a parameter without effect would be accepted silently otherwise. */
export function refuseUnserved(operation: string, input: Input, served: readonly string[]): void {
  for (const [member, value] of Object.entries(input)) {
    const nothing = value === undefined || value === null || value === false || value === '' || (Array.isArray(value) && value.length === 0);
    if (!nothing && member !== 'DryRun' && !served.includes(member)) throw errors.unsupported(operation, member);
  }
}

/** Tags of the `TagSpecifications` for one type of resource; another type is refused as EC2 does. */
export function specifiedTags(input: Input, type: 'volume' | 'snapshot'): Tags {
  const tags: Record<string, string> = {};
  for (const specification of list(input, 'TagSpecifications')) {
    if (specification['ResourceType'] !== type) throw errors.invalid(`'${String(specification['ResourceType'])}' is not a valid taggable resource type for this operation.`);
    Object.assign(tags, tagsOf(specification));
  }
  return checkedTags(tags);
}

/** The `Tags` member as a record. */
export function tagsOf(input: Input): Tags {
  return Object.fromEntries(list(input, 'Tags').map((tag) => [String(tag['Key'] ?? ''), String(tag['Value'] ?? '')]));
}

/** EC2's limits for tags that a caller gives. */
export function checkedTags(tags: Tags): Tags {
  for (const [key, value] of Object.entries(tags)) {
    if (key === '' || key.length > 127) throw errors.invalid('Tag keys have 1 to 127 characters.');
    if (value.length > 255) throw errors.invalid('Tag values have at most 255 characters.');
    if (/^aws:/i.test(key)) throw errors.invalid(`Tag keys starting with 'aws:' are reserved for internal use`);
  }
  return tags;
}

/** Tags as outputs have them. */
export function tagList(tags: Tags): readonly { readonly Key: string; readonly Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
