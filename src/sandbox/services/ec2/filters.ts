import type { Tags } from '../ebs/model.ts';
import { errors } from './errors.ts';
import { list, texts, type Input } from './input.ts';

/** What a filter's name means for one kind of thing: the values that it is held against. */
export type FilterNames<T> = Readonly<Record<string, (thing: T) => readonly (string | null | undefined)[]>>;

/** The `Filters` of a Describe call as one predicate: all filters hold, of each filter any value; `*` and `?` are wildcards. */
export function filtersOf<T>(input: Input, names: FilterNames<T>, tags: (thing: T) => Tags): (thing: T) => boolean {
  const checks = list(input, 'Filters').map((filter) => {
    const name = String(filter['Name'] ?? '');
    const wanted = texts(filter, 'Values').map(pattern);
    const valuesOf = lookup(names, name, tags);
    if (!valuesOf) throw errors.invalid(`The filter '${name}' is invalid`);
    return (thing: T): boolean => valuesOf(thing).some((value) => typeof value === 'string' && wanted.some((one) => one.test(value)));
  });
  return (thing) => checks.every((check) => check(thing));
}

function lookup<T>(names: FilterNames<T>, name: string, tags: (thing: T) => Tags): FilterNames<T>[string] | undefined {
  if (name === 'tag-key') return (thing) => Object.keys(tags(thing));
  if (name === 'tag-value') return (thing) => Object.values(tags(thing));
  if (name.startsWith('tag:')) return (thing) => [tags(thing)[name.slice('tag:'.length)]];
  return Object.hasOwn(names, name) ? names[name] : undefined;
}

/** `*` is any text, `?` any character, `\` makes the next character literal. */
function pattern(value: string): RegExp {
  const source = value.replace(/\\([^])|[*?]|[.+^${}()|[\]\\]/g, (part, escaped: string | undefined) => {
    if (escaped !== undefined) return escaped.replace(/\W/, '\\$&');
    return part === '*' ? '.*' : part === '?' ? '.' : `\\${part}`;
  });
  return new RegExp(`^${source}$`, 's');
}
