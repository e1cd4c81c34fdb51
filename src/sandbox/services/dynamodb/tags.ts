import { errors } from './errors.ts';
import type { Tags } from './model.ts';

const MOST = 50;

/** Tags as a client sends them, over the ones there are. */
export function tagsOf(value: unknown, known: Tags = {}): Tags {
  const given = (value ?? []) as readonly { readonly Key?: string; readonly Value?: string }[];
  const names = given.map(({ Key = '' }) => Key);
  if (new Set(names).size < names.length) throw errors.validation('One or more parameter values were invalid: Duplicate tag keys found');
  for (const { Key = '', Value = '' } of given) {
    if (Key === '' || Key.length > 128 || Value.length > 256) throw errors.validation('One or more parameter values were invalid: tag keys have 1 to 128 characters, values at most 256');
    if (/^aws:/i.test(Key)) throw errors.validation('One or more parameter values were invalid: tag keys that begin with aws: are reserved');
  }
  const tags = { ...known, ...Object.fromEntries(given.map(({ Key = '', Value = '' }) => [Key, Value])) };
  if (Object.keys(tags).length > MOST) throw errors.validation(`One or more parameter values were invalid: Too many tags: a resource can have at most ${MOST}`);
  return tags;
}

export function tagList(tags: Tags): readonly { readonly Key: string; readonly Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
