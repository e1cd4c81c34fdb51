import { expect, test } from 'vitest';
import type { RunEvent } from '#contract/events';
import type { TrailEvent } from '#contract/evidence';
import { matchWitness } from './match-witness.ts';

const at = (second: number): string => `2026-11-07T06:00:${String(second).padStart(2, '0')}.000000Z`;
const event = (type: string, second: number, data: object): RunEvent => ({ seq: 1, prev: '', at: at(second), mono: 0, phase: '3-disrupt', type, data }) as unknown as RunEvent;
const change = (effect: string, from: number, to: number): readonly RunEvent[] => [event('effect.intended', from, { effect, token: 't', destructive: true, what: effect }), event('effect.confirmed', to, { effect, by: 'act', result: null })];
const call = (name: string, second: number): TrailEvent => ({ id: `${name}-${second}`, at: at(second), name, source: 's3.amazonaws.com', region: 'us-west-2', session: 'drill-operator-0007', readOnly: false, errorCode: null, resources: [] });
const classes = (events: readonly RunEvent[], calls: readonly TrailEvent[]) => matchWitness(events, calls).map((row) => [row.effect, row.class, row.ids]);

test('a change is witnessed by a call of the right name at its time, and missing without one', () => {
  const events = [...change('3-disrupt/s3.delete-bucket/DR-S5', 10, 12), ...change('3-disrupt/rds.delete-instance/DR-S1', 20, 21)];
  expect(classes(events, [call('DeleteBucket', 12), call('DeleteDBInstance', 40)])).toEqual([
    ['3-disrupt/s3.delete-bucket/DR-S5', 'witnessed', ['DeleteBucket-12']],
    ['3-disrupt/rds.delete-instance/DR-S1', 'missing', []],
    [null, 'unclaimed', ['DeleteDBInstance-40']],
  ]);
});

test('what the log never has is said to be not witnessable, not missing', () => {
  expect(classes(change('3-disrupt/s3.delete-objects/DR-S5', 10, 12), [])).toEqual([['3-disrupt/s3.delete-objects/DR-S5', 'not-witnessable', []]]);
});

test('a destructive call that the journal does not name is told as unclaimed', () => {
  expect(classes([], [call('DeleteTable', 3)])).toEqual([[null, 'unclaimed', ['DeleteTable-3']]]);
});

test('a call of a neighbour does not witness a change that makes none', () => {
  expect(classes([...change('4-recover/s3.copy-back/DR-S5', 10, 12), ...change('4-recover/s3.apply-settings/DR-S5', 12, 13)], [call('PutBucketPolicy', 12)])).toEqual([
    ['4-recover/s3.copy-back/DR-S5', 'not-witnessable', []],
    ['4-recover/s3.apply-settings/DR-S5', 'witnessed', ['PutBucketPolicy-12']],
  ]);
});
