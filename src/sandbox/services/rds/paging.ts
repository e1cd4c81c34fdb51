import { errors } from './errors.ts';
import { whole, type Input } from './input.ts';

const LEAST = 20;
const MOST = 100;

/** One page of a list in the order of `keyOf` (unique texts, ascending), with the marker of the next; `Marker` and `MaxRecords` as on AWS. */
export function pageOf<T>(input: Input, things: readonly T[], keyOf: (thing: T) => string): { readonly page: readonly T[]; readonly Marker?: string } {
  const max = whole(input, 'MaxRecords') ?? MOST;
  if (max < LEAST || max > MOST) throw errors.invalidValue(`Invalid value ${max} for MaxRecords. Must be between ${LEAST} and ${MOST}`);
  const after = markerKey(input);
  const left = after === null ? things : things.filter((thing) => keyOf(thing) > after);
  const page = left.slice(0, max);
  const last = page.at(-1);
  return left.length > page.length && last !== undefined ? { page, Marker: Buffer.from(`redrill:${keyOf(last)}`).toString('base64url') } : { page };
}

function markerKey(input: Input): string | null {
  const marker = input['Marker'];
  if (typeof marker !== 'string' || marker === '') return null;
  const known = Buffer.from(marker, 'base64url').toString();
  if (!known.startsWith('redrill:')) throw errors.invalidValue(`Invalid Marker: ${marker.slice(0, 60)}`);
  return known.slice('redrill:'.length);
}

/** What a filter compares, by its name; several texts where any of them may be given. */
export type FilterFields<T> = Readonly<Record<string, (thing: T) => string | readonly string[]>>;

/** Keeps what all `Filters` let through. Throws InvalidParameterValue for names that are not known. */
export function filtered<T>(input: Input, things: readonly T[], fields: FilterFields<T>): readonly T[] {
  const filters = (input['Filters'] ?? []) as readonly { readonly Name?: string; readonly Values?: readonly string[] }[];
  return filters.reduce((left, { Name = '', Values = [] }) => {
    const field = Object.hasOwn(fields, Name) ? fields[Name] : undefined;
    if (!field) throw errors.invalidValue(`Unrecognized filter name: ${Name}`);
    if (Values.length === 0) throw errors.invalidCombination(`Filter ${Name} has no values`);
    return left.filter((thing) => [field(thing)].flat().some((value) => Values.includes(value)));
  }, things);
}
