import { expect, it } from 'vitest';
import type { RecycleBinRule } from '#stores/ebs/recycle-bin-rules';
import { changeFor } from './tags-to-miss.ts';

const rule = (given: Partial<RecycleBinRule>): RecycleBinRule => ({ Identifier: 'r1', ResourceType: 'EBS_VOLUME', RetentionPeriod: { RetentionPeriodValue: 7, RetentionPeriodUnit: 'DAYS' }, ...given });

it('takes the tag away that a rule keeps by, and leaves alone what no rule keeps', () => {
  const tagged = rule({ ResourceTags: [{ ResourceTagKey: 'recycle-bin', ResourceTagValue: 'keep' }] });
  expect(changeFor([tagged], { 'recycle-bin': 'keep', Name: 'x' })).toEqual({ remove: ['recycle-bin'], add: [] });
  expect(changeFor([tagged], { Name: 'x' })).toEqual({ remove: [], add: [] });
});

it('adds the tag that a rule for all volumes excludes', () => {
  expect(changeFor([rule({ ExcludeResourceTags: [{ ResourceTagKey: 'scratch', ResourceTagValue: 'yes' }] })], {})).toEqual({ remove: [], add: [{ Key: 'scratch', Value: 'yes' }] });
});

it('refuses where a rule keeps every volume, instead of changing the rule', () => {
  expect(() => changeFor([rule({})], {})).toThrow(/keeps every volume for 7 days and excludes nothing/);
});
