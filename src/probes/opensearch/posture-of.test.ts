import { expect, it } from 'vitest';
import { compareSetting } from '#measure/posture';
import type { DomainContents } from '#stores/opensearch/index-definitions';
import { OPENSEARCH_COMPARATORS, postureOf } from './posture-of.ts';

const index = (name: string, changes: Partial<DomainContents['indices'][number]> = {}): DomainContents['indices'][number] => ({ index: name, group: name.replace(/-\d{6}$/, ''), settings: { 'index.number_of_replicas': '1' }, mappings: { dynamic: 'strict', properties: { id: { type: 'keyword' } } }, documents: 1, health: 'yellow', ...changes });
const before: DomainContents = { indices: [index('datasets-000001')], aliases: { datasets: ['datasets-000001'] }, templates: { t: { index_patterns: ['datasets-*'], template: { settings: { index: { number_of_shards: '2' } } } } } };
const posture = (contents: DomainContents, writers: 'running' | 'paused' = 'running'): ReturnType<typeof postureOf> => postureOf({ DomainId: 'd', DomainName: 'd', ARN: 'a', ClusterConfig: {} }, {}, { contents, writers });
const drifted = (after: ReturnType<typeof postureOf>): readonly string[] => Object.keys(posture(before)).filter((key) => compareSetting(posture(before)[key], after[key], OPENSEARCH_COMPARATORS[key] ?? 'equal') === 'drift');

it('takes the next generation of an index, and settings written in another form, for the same', () => {
  expect(drifted(posture({ indices: [index('datasets-000002')], aliases: { datasets: ['datasets-000002'] }, templates: { t: { index_patterns: ['datasets-*'], priority: 0, template: { settings: { number_of_shards: 2 } } } } }))).toEqual([]);
});

it.each<[string, DomainContents, string]>([
  ['a mapping that takes any field', { ...before, indices: [index('datasets-000002', { mappings: { properties: { id: { type: 'keyword' } } } })], aliases: { datasets: ['datasets-000002'] } }, 'mappings'],
  ['an index without replicas', { ...before, indices: [index('datasets-000001', { settings: { 'index.number_of_replicas': '0' } })] }, 'index.settings'],
  ['an alias that is not there', { ...before, aliases: {} }, 'aliases'],
  ['an alias over two generations', { ...before, indices: [index('datasets-000001'), index('datasets-000002')], aliases: { datasets: ['datasets-000001', 'datasets-000002'] } }, 'aliases'],
  ['an index in the place of the alias', { ...before, indices: [index('datasets')], aliases: {} }, 'aliases'],
  ['a template that is not there', { ...before, templates: {} }, 'templates'],
])('sees %s', (_what, contents, key) => {
  expect(drifted(posture(contents))).toEqual([key]);
});

it('sees writers that nobody started again', () => {
  expect(drifted(posture(before, 'paused'))).toEqual(['writers']);
});
