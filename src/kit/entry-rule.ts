import type { ProgrammeEntry } from '#contract/config.schema';
import { calendarRule } from './calendar-rule.ts';
import type { CalendarRule } from './calendar-rule.ts';
import { durationSeconds } from './durations.ts';
import { addSeconds } from './time.ts';

/** The rule of an entry; durations count from its `from`, where it has one, so that they fall on the same moments on every machine. */
export function entryRule({ every, from }: Pick<ProgrammeEntry, 'every' | 'from'>): CalendarRule {
  return calendarRule(every, from === undefined ? {} : { anchor: `${from}T03:00:00Z` });
}

/** Until when a run counts by the calendar of its entry; null where no date comes any more. */
export function countsUntil(entry: Pick<ProgrammeEntry, 'every' | 'from' | 'grace' | 'freshFor'>, startedAt: string): string | null {
  if (entry.freshFor !== undefined) return addSeconds(startedAt, durationSeconds(entry.freshFor));
  const next = entryRule(entry).next(startedAt);
  return next === null ? null : addSeconds(next, durationSeconds(entry.grace));
}
