import { describe, expect, it } from 'vitest';
import { calendarRule } from './calendar-rule.ts';

const minutes = (iso: string | null): string | null => (iso === null ? null : iso.slice(0, 16));

function dates(rule: string, after: string, count: number): readonly (string | null)[] {
  const read = calendarRule(rule);
  const found: (string | null)[] = [];
  let at: string | null = after;
  for (let n = 0; n < count && at !== null; n += 1) found.push(minutes(at = read.next(at)));
  return found;
}

describe('a rule of the calendar', () => {
  it.each([
    ['quarterly', '2026-11-22T00:00:00Z', ['2027-01-01T03:00', '2027-04-01T03:00', '2027-07-01T03:00']],
    ['Monthly', '2026-12-31T00:00:00Z', ['2027-01-01T03:00', '2027-02-01T03:00']],
    ['P30D', '2024-01-01T03:00:00Z', ['2024-01-31T03:00', '2024-03-01T03:00']],
    ['P7D', '2026-11-22T00:00:00Z', ['2026-11-23T03:00']],
    // Berlin is an hour ahead of UTC in winter and two in summer: the clock on the wall stays at three.
    ['first Saturday 03:00 Europe/Berlin', '2026-03-01T00:00:00Z', ['2026-03-07T02:00', '2026-04-04T01:00', '2026-05-02T01:00']],
    ['first Saturday 03:00 Europe/Berlin', '2026-10-01T00:00:00Z', ['2026-10-03T01:00', '2026-11-07T02:00']],
    // 02:30 does not exist on 29 March in Berlin and exists twice on 25 October: it comes once on both days.
    ['last Sunday 02:30 Europe/Berlin', '2026-03-01T00:00:00Z', ['2026-03-29T01:00', '2026-04-26T00:30']],
    ['last Sunday 02:30 Europe/Berlin', '2026-10-01T00:00:00Z', ['2026-10-25T00:30', '2026-11-29T01:30']],
    ['last Sunday 01:30 America/New_York', '2026-10-20T00:00:00Z', ['2026-10-25T05:30', '2026-11-29T06:30']],
    ['third friday of every quarter 22:00', '2026-01-01T00:00:00Z', ['2026-01-16T22:00', '2026-04-17T22:00']],
    ['day 15 of March, September 06:00 Asia/Kolkata', '2026-01-01T00:00:00Z', ['2026-03-15T00:30', '2026-09-15T00:30', '2027-03-15T00:30']],
    ['every Monday 9:05', '2026-11-22T00:00:00Z', ['2026-11-23T09:05', '2026-11-30T09:05']],
    ['0 3 * * 6#1 Europe/Berlin', '2026-04-04T01:00:00Z', ['2026-05-02T01:00']],
    ['15 4 1 * *', '2026-11-22T00:00:00Z', ['2026-12-01T04:15']],
    ['day 29 of February 03:00', '2026-01-01T00:00:00Z', ['2028-02-29T03:00']],
  ] as const)('%s after %s comes at %j', (rule, after, expected) => {
    expect(dates(rule, after, expected.length)).toEqual(expected);
  });

  it.each(['quarterly', 'first Saturday 03:00 Europe/Berlin', 'P30D', 'last Sunday 02:30 Europe/Berlin', '15 4 1 * *'])('%s gives the same moments backwards as forwards', (text) => {
    const rule = calendarRule(text);
    let at = '2026-01-15T12:00:00Z';
    for (let n = 0; n < 30; n += 1) {
      const next = rule.next(at);
      expect(next).not.toBeNull();
      expect(rule.latest(next ?? '')).toBe(next);
      expect(rule.latest((next ?? '').replace('.000000Z', '.900000Z'))).toBe(next);
      at = next ?? at;
    }
  });

  it('of a grid begins at its anchor and not before', () => {
    const rule = calendarRule('P10D', { anchor: '2026-11-01T06:00:00Z' });
    expect(rule.latest('2026-11-01T05:59:59Z')).toBeNull();
    expect(rule.next('2020-01-01T00:00:00Z')).toBe('2026-11-01T06:00:00.000000Z');
    expect(rule.latest('2026-11-30T00:00:00Z')).toBe('2026-11-21T06:00:00.000000Z');
  });

  it.each([
    ['fifth Saturday 03:00', 'expected quarterly'],
    ['first Caturday 03:00', 'expected quarterly'],
    ['first Saturday 25:00', 'expected quarterly'],
    ['first Saturday', 'expected quarterly'],
    ['first Saturday 03:00 Europe/Berlyn', 'no time zone of the IANA list'],
    ['0 3 31 2 *', 'no such day'],
    ['61 3 * * *', 'expected quarterly'],
    ['PT10S', 'within a minute'],
    ['', 'expected quarterly'],
  ])('%j is refused in a sentence that says %j', (rule, why) => {
    expect(() => calendarRule(rule)).toThrow(why);
  });
});
