import { expect, it } from 'vitest';
import type { ProgrammeDrill } from '#contract/programme';
import { openDrills } from './open-drills.ts';

const NOW = '2026-11-22T12:00:00.000000Z';
const drill = (entry: string, scenario: string, more: Partial<ProgrammeDrill> = {}): ProgrammeDrill => ({ entry, scenario, variant: null, every: 'x', stores: [], status: 'due', why: '', dueSince: null, needAt: '2026-11-22T03:00:00.000000Z', needBy: 'date', nextAt: null, lastRun: null, lastPass: null, freshUntil: null, people: { operator: null, approver: null, reviewer: null }, ...more });
const ran = (startedAt: string): Partial<ProgrammeDrill> => ({ lastRun: { number: 1, id: '0001-x', startedAt, verdict: 'fail-objective' } });
const drills = [
  drill('a', 'rds-loss'),
  drill('a', 'efs-loss', ran('2026-11-22T04:00:00.000000Z')),
  drill('a', 'rds-loss', { variant: 'pitr' }),
  drill('b', 's3-loss', { needAt: '2026-11-01T03:00:00.000000Z', ...ran('2026-10-30T00:00:00.000000Z') }),
  drill('c', 'ebs-loss', { needBy: 'change' }),
  drill('d', 'region-outage', { needAt: null, needBy: null }),
];
const lines = (choice: Parameters<typeof openDrills>[2]): readonly string[] => openDrills(drills, NOW, choice).map(({ args }) => args.join(' '));

it('what is to be run now is a line for each form of an entry, chosen by age, by change or not at all', () => {
  expect(lines({})).toEqual(['rds-loss', 'rds-loss --variant pitr', 's3-loss', 'ebs-loss']);
  expect(lines({ withinSeconds: 20 * 3600 })).toEqual(['rds-loss', 'rds-loss --variant pitr', 'ebs-loss']);
  expect(lines({ changed: true })).toEqual(['ebs-loss']);
  expect(lines({ entry: 'b' })).toEqual(['s3-loss']);
  expect(lines({ all: true })).toEqual(['rds-loss efs-loss', 'rds-loss --variant pitr', 's3-loss', 'ebs-loss', 'region-outage']);
});
