import { expect, it } from 'vitest';
import { standing, type StandingInput } from './standing.ts';

const index = (name: string): StandingInput['document']['contents']['indices'][number] => ({ index: name, group: name, settings: {}, mappings: {}, documents: 1, health: 'green' });
const document: StandingInput['document'] = { contents: { indices: [index('a-1'), index('b-1')], aliases: {}, templates: {} }, uuids: { 'a-1': 'A', 'b-1': 'B' } };
const LIVING = [{ index: 'a-1', uuid: 'A' }, { index: 'b-1', uuid: 'B' }];
const of = (now: StandingInput['now'], more: Partial<StandingInput> = {}): ReturnType<typeof standing> => standing({ document, found: now, now, recovered: false, ...more });

it('finds nothing lost and nothing in the way where every index of the copy is there under its uuid, whatever users have made beside them', () => {
  expect(of(LIVING)).toEqual({ lost: [], replaced: [] });
  expect(of([...LIVING, { index: 'of-users', uuid: 'U' }])).toEqual({ lost: [], replaced: [] });
});

it('replaces what a recovery made beside indices that were never lost, and leaves those alone', () => {
  expect(of([...LIVING, { index: 'a-2', uuid: 'X' }], { recovered: true })).toEqual({ lost: [], replaced: [{ index: 'a-2', uuid: 'X' }] });
});

it('of a fault that was cut off half-way makes only the lost index anew', () => {
  expect(of([{ index: 'b-1', uuid: 'B' }])).toEqual({ lost: ['a-1'], replaced: [] });
});

it('takes an index of the same name and another uuid for another one', () => {
  expect(of([{ index: 'a-1', uuid: 'X' }, { index: 'b-1', uuid: 'B' }])).toEqual({ lost: ['a-1'], replaced: [{ index: 'a-1', uuid: 'X' }] });
});

it('knows again what put-back itself has made in an earlier life, and what a writer made meanwhile under the name of an alias', () => {
  const now = [{ index: 'a-1', uuid: 'made' }, { index: 'a', uuid: 'W' }];
  expect(of(now, { found: [{ index: 'a-2', uuid: 'X' }] })).toEqual({ lost: ['a-1', 'b-1'], replaced: [{ index: 'a-2', uuid: 'X' }, { index: 'a', uuid: 'W' }] });
});
