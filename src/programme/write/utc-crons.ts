import type { CalendarRule } from '#kit/calendar-rule';

const DATES = 160;

/**
 * Cron patterns in UTC that fire at every date of a rule, and seldom else: plain cron knows neither time zones nor "the first Saturday". Dates of the
 * coming years are gathered by hour and minute, so that each side of a clock change gets a line of its own.
 */
export function utcCrons(rule: CalendarRule, now: string): readonly string[] {
  if (rule.shape.kind === 'grid') return [rule.shape.everySeconds < 86_400 ? `${Number(rule.shape.anchor.slice(14, 16))} * * * *` : `${Number(rule.shape.anchor.slice(14, 16))} ${Number(rule.shape.anchor.slice(11, 13))} * * *`];
  if (rule.shape.zone === 'UTC' && !/[#L]/i.test(rule.shape.pattern)) return [rule.shape.pattern];
  const groups = Map.groupBy(datesOf(rule, now), (date) => `${Number(date.slice(14, 16))} ${Number(date.slice(11, 13))}`);
  return [...groups].map(([time, dates]) => `${time} ${ranges(dates.map((date) => Number(date.slice(8, 10))))} ${ranges(dates.map((date) => Number(date.slice(5, 7))))} *`);
}

function datesOf(rule: CalendarRule, now: string): readonly string[] {
  const dates: string[] = [];
  for (let at = rule.next(now); at !== null && dates.length < DATES; at = rule.next(at)) dates.push(at);
  return dates;
}

function ranges(values: readonly number[]): string {
  const sorted = [...new Set(values)].toSorted((a, b) => a - b);
  const spans: [number, number][] = [];
  for (const value of sorted) {
    const last = spans.at(-1);
    if (last !== undefined && last[1] === value - 1) last[1] = value;
    else spans.push([value, value]);
  }
  return spans.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(',');
}
