import { errors } from './errors.ts';
import type { Input } from './input.ts';
import { listOf } from './input.ts';

export interface Dimension {
  readonly Name: string;
  readonly Value: string;
}

const MOST = 30;

/** Dimensions of a metric, sorted by name, so that the same ones in another order are the same metric. */
export function dimensionsOf(input: Input): readonly Dimension[] {
  const given = listOf(input, 'Dimensions');
  if (given.length > MOST) throw errors.invalid(`A metric has at most ${MOST} dimensions; ${given.length} were given.`);
  const read = given.map(({ Name, Value }) => {
    if (typeof Name !== 'string' || Name === '' || typeof Value !== 'string' || Value === '') throw errors.invalid('The parameter Dimensions must have a Name and a Value in every member.');
    return { Name, Value };
  });
  if (new Set(read.map(({ Name }) => Name)).size !== read.length) throw errors.invalid('No two dimensions of a metric may have one name.');
  return read.toSorted((a, b) => (a.Name < b.Name ? -1 : 1));
}

/** The form in which the catalogue keeps them. */
export function keyOfDimensions(dimensions: readonly Dimension[]): string {
  return JSON.stringify(dimensions);
}

export function dimensionsOfKey(key: string): readonly Dimension[] {
  return JSON.parse(key) as readonly Dimension[];
}
