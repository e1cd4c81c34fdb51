import type { Tags } from './bucket.ts';
import { errors } from './errors.ts';

/** Checks a tag set as S3 does (unique keys, lengths, characters, at most `max`) and gives it as a record. Throws InvalidTag or BadRequest. */
export function requireTags(set: readonly { readonly Key?: unknown; readonly Value?: unknown }[], max: number): Tags {
  if (set.length > max) throw max === 10 ? errors.badRequest('Object tags cannot be greater than 10') : errors.badRequest(`Bucket tag count cannot be greater than ${max}`);
  const tags = new Map<string, string>();
  for (const { Key, Value } of set) {
    const key = checked(Key, 128, 'TagKey');
    const value = checked(Value ?? '', 256, 'TagValue');
    if (key === '') throw errors.invalidTag('The TagKey you have provided is invalid');
    if (/^aws:/i.test(key)) throw errors.invalidTag('System tags cannot be added/updated by requester', key);
    if (tags.has(key)) throw errors.invalidTag('Cannot provide multiple Tags with the same key', key);
    tags.set(key, value);
  }
  return Object.fromEntries(tags);
}

/** The SDK's form of a tag set. */
export function tagSet(tags: Tags): readonly { readonly Key: string; readonly Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

function checked(value: unknown, max: number, what: 'TagKey' | 'TagValue'): string {
  if (typeof value !== 'string' || [...value].length > max || !/^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(value)) throw errors.invalidTag(`The ${what} you have provided is invalid`, String(value));
  return value;
}
