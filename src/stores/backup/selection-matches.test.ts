import { expect, it } from 'vitest';
import { selectionMatches } from './selection-matches.ts';

const db = { arn: 'arn:aws:rds:us-west-2:1:db:portal-db', tags: { backup: 'daily', stage: 'prod' } };
const tag = (key: string, value: string) => ({ ConditionType: 'STRINGEQUALS' as const, ConditionKey: key, ConditionValue: value });

it('takes a resource that bears any of the listed tags, and loses one whose tags are gone', () => {
  const selection = { ListOfTags: [tag('backup', 'weekly'), tag('backup', 'daily')] };
  expect(selectionMatches(selection, db)).toBe(true);
  expect(selectionMatches(selection, { ...db, tags: {} })).toBe(false);
});

it('takes a resource named by ARN or pattern, unless it is excluded', () => {
  expect(selectionMatches({ Resources: ['arn:aws:rds:*:*:db:*'] }, db)).toBe(true);
  expect(selectionMatches({ Resources: ['arn:aws:rds:us-west-2:1:db:portal'] }, db)).toBe(false);
  expect(selectionMatches({ Resources: ['*'], NotResources: ['arn:aws:rds:*:*:db:portal-*'] }, db)).toBe(false);
});

it('wants every condition to hold, whatever names the resource', () => {
  const conditions = { StringEquals: [{ ConditionKey: 'aws:ResourceTag/stage', ConditionValue: 'prod' }], StringNotLike: [{ ConditionKey: 'aws:ResourceTag/backup', ConditionValue: 'none*' }] };
  expect(selectionMatches({ Resources: ['*'], Conditions: conditions }, db)).toBe(true);
  expect(selectionMatches({ Resources: ['*'], Conditions: conditions }, { ...db, tags: { stage: 'test' } })).toBe(false);
  expect(selectionMatches({ Conditions: conditions }, db)).toBe(true);
});

it('takes nothing when a selection says nothing', () => {
  expect(selectionMatches({}, db)).toBe(false);
});
