import type { ProgrammeEntry } from '#contract/config.schema';
import { calendarRule } from '#kit/calendar-rule';
import type { CalendarRule } from '#kit/calendar-rule';

/** The rule of an entry; durations count from its `from`, where it has one, so that they fall on the same moments on every machine. */
export function entryRule({ every, from }: ProgrammeEntry): CalendarRule {
  return calendarRule(every, from === undefined ? {} : { anchor: `${from}T03:00:00Z` });
}
