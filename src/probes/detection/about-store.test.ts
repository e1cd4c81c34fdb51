import { expect, it } from 'vitest';
import { aboutStore } from './about-store.ts';

const STRUCK = [{ store: 'DR-S1', resource: 'portal-db', since: '' }, { store: 'DR-S5', resource: 'portal-data', since: '' }];

it.each<[string, string | undefined, readonly string[], string, string | null]>([
  ['a dimension that is the id', undefined, ['DR-S5'], 'x', 'DR-S5'],
  ['a dimension that is the resource', undefined, ['us-west-2', 'portal-db'], 'x', 'DR-S1'],
  ['the id in the alarm\'s name, as a whole word', undefined, [], 'portal-dr-s5-unhealthy', 'DR-S5'],
  ['nothing: an id is no part of another one', undefined, ['DR-S50'], 'portal-dr-s51', null],
  ['the store of the whole source, whatever the labels say', 'DR-S1', ['DR-S5'], 'x', 'DR-S1'],
  ['nothing where the source is about a store that was not struck', 'DR-S2', ['DR-S5'], 'x', null],
])('an alarm is about a struck store by %s', (_how, ...[store, values, name, expected]) => {
  expect(aboutStore(STRUCK, { store, values, name })?.store ?? null).toBe(expected);
});
