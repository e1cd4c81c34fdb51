import { describe, expect, test } from 'vitest';
import { awsSchedule } from './aws-schedule.ts';
import { isoMicros, microsOf } from './time.ts';

const runs = (expression: string, from: string, count = 3, timezone = 'UTC'): string[] => {
  const schedule = awsSchedule(expression, { timezone, anchorMicros: microsOf('2026-03-01T00:10:00Z') });
  const found: string[] = [];
  for (let at = schedule.next(microsOf(from)); at !== null && found.length < count; at = schedule.next(at)) found.push(`${isoMicros(at).slice(0, 16)}Z`);
  return found;
};

describe('AWS schedule expressions', () => {
  test.each<[string, string, readonly string[]]>([
    ['every day', 'cron(0 5 * * ? *)', ['2026-03-10T05:00Z', '2026-03-11T05:00Z', '2026-03-12T05:00Z']],
    ['the last day of the month, also of a short one', 'cron(0 5 L * ? *)', ['2026-03-31T05:00Z', '2026-04-30T05:00Z', '2026-05-31T05:00Z']],
    ['the 31st, only where there is one', 'cron(0 5 31 * ? *)', ['2026-03-31T05:00Z', '2026-05-31T05:00Z', '2026-07-31T05:00Z']],
    ['weekday 1, which is Sunday', 'cron(0 5 ? * 1 *)', ['2026-03-15T05:00Z', '2026-03-22T05:00Z', '2026-03-29T05:00Z']],
    ['weekdays 2-6, Monday to Friday', 'cron(0 5 ? * 2-6 *)', ['2026-03-10T05:00Z', '2026-03-11T05:00Z', '2026-03-12T05:00Z']],
    ['weekdays by name', 'cron(0 5 ? * SAT,SUN *)', ['2026-03-14T05:00Z', '2026-03-15T05:00Z', '2026-03-21T05:00Z']],
    ['the third Friday', 'cron(0 5 ? * 6#3 *)', ['2026-03-20T05:00Z', '2026-04-17T05:00Z', '2026-05-15T05:00Z']],
    ['the last Friday', 'cron(0 5 ? * 6L *)', ['2026-03-27T05:00Z', '2026-04-24T05:00Z', '2026-05-29T05:00Z']],
    ['L as weekday, which is Saturday', 'cron(0 5 ? * L *)', ['2026-03-14T05:00Z', '2026-03-21T05:00Z', '2026-03-28T05:00Z']],
    ['a step from an offset', 'cron(5 2/10 * * ? *)', ['2026-03-10T02:05Z', '2026-03-10T12:05Z', '2026-03-10T22:05Z']],
    ['one year only', 'cron(0 5 1 1 ? 2027)', ['2027-01-01T05:00Z']],
    ['a rate, counted from its anchor', 'rate(12 hours)', ['2026-03-10T00:10Z', '2026-03-10T12:10Z', '2026-03-11T00:10Z']],
  ])('%s', (_title, expression, expected) => {
    expect(runs(expression, '2026-03-10T00:00:00Z')).toEqual(expected);
  });

  test('the time zone decides, through the change to summer time', () => {
    expect(runs('cron(0 5 * * ? *)', '2026-03-07T00:00:00Z', 3, 'America/New_York')).toEqual(['2026-03-07T10:00Z', '2026-03-08T09:00Z', '2026-03-09T09:00Z']);
  });

  test('a run is after the moment asked about, also when that lies within the same second', () => {
    expect(runs('cron(0 5 * * ? *)', '2026-03-10T05:00:00Z', 1)).toEqual(['2026-03-11T05:00Z']);
    expect(runs('cron(0 5 * * ? *)', '2026-03-10T04:59:59.999999Z', 1)).toEqual(['2026-03-10T05:00Z']);
    expect(runs('cron(0 5 * * ? *)', '2026-03-10T05:00:00.000001Z', 1)).toEqual(['2026-03-11T05:00Z']);
  });

  test.each(['cron(0 5 * * *)', 'cron(0 5 * * * *)', 'cron(0 5 ? * ? *)', 'cron(0 25 * * ? *)', 'rate(0 hours)', 'rate(1 week)', '0 5 * * *', ''])('%j is refused', (expression) => {
    expect(() => awsSchedule(expression)).toThrow(expect.objectContaining({ code: 'schedule.form' }));
  });

  test('an unknown time zone is refused', () => {
    expect(() => awsSchedule('cron(0 5 * * ? *)', { timezone: 'Nowhere/City' })).toThrow(expect.objectContaining({ code: 'schedule.form' }));
  });
});
