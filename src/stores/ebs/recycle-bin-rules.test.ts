import { expect, it } from 'vitest';
import { keptBy, recycleBinRuleText, type RecycleBinRule } from './recycle-bin-rules.ts';

const rule = (given: Partial<RecycleBinRule>): RecycleBinRule => ({ Identifier: 'r', ResourceType: 'EBS_VOLUME', RetentionPeriod: { RetentionPeriodValue: 7, RetentionPeriodUnit: 'DAYS' }, ...given });
const tagged = rule({ ResourceTags: [{ ResourceTagKey: 'recycle-bin', ResourceTagValue: 'keep' }, { ResourceTagKey: 'any' }] });
const region = rule({ ExcludeResourceTags: [{ ResourceTagKey: 'scratch', ResourceTagValue: 'yes' }] });

it('keeps by tag what bears one of the tags, and by region everything that is not excluded', () => {
  expect(keptBy([tagged], { 'recycle-bin': 'keep' })).toEqual([tagged]);
  expect(keptBy([tagged], { any: 'thing' })).toEqual([tagged]);
  expect(keptBy([tagged], { 'recycle-bin': 'drop' })).toEqual([]);
  expect(keptBy([region, tagged], {})).toEqual([region]);
  expect(keptBy([region], { scratch: 'yes' })).toEqual([]);
});

it('keeps nothing by a rule that is not in force yet', () => {
  expect(keptBy([{ ...region, Status: 'pending' }], {})).toEqual([]);
});

it('says in words what it keeps', () => {
  expect([tagged, region].map(recycleBinRuleText)).toEqual(['recycle-bin=keep or any=* for 7 days', 'every volume for 7 days']);
});
