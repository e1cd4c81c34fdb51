import { Cron } from 'croner';
import { parseDuration } from './durations.ts';
import { usageError } from './redrill-error.ts';
import { isoMicros, microsOf } from './time.ts';

/** When something is to happen again and again: moments on a grid (`everySeconds` from `anchor`), or those of a cron pattern in a time zone. */
export interface CalendarRule {
  /** As it was written. */
  readonly text: string;
  readonly shape: { readonly kind: 'cron'; readonly pattern: string; readonly zone: string } | { readonly kind: 'grid'; readonly everySeconds: number; readonly anchor: string };
  /** The first moment after another (ISO 8601 UTC); null when there is none any more. */
  next(after: string): string | null;
  /** The last moment that is not after another; null when there was none. */
  latest(at: string): string | null;
}

const WORDS: Readonly<Record<string, string>> = { yearly: '0 3 1 1 *', quarterly: '0 3 1 1,4,7,10 *', monthly: '0 3 1 * *', weekly: '0 3 * * 1', daily: '0 3 * * *' };
const ORDINALS: Readonly<Record<string, string>> = { first: '1', second: '2', third: '3', fourth: '4', last: 'L' };
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const MONTHS = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'];
/** A Monday, so that grids of whole weeks fall on one. */
const ANCHOR = '2024-01-01T03:00:00Z';
const EXPECTED = 'expected quarterly, monthly, weekly, daily or yearly, an ISO 8601 duration such as P30D, a rule such as "first Saturday 03:00 Europe/Berlin", "last Friday of every quarter 22:00 UTC" or "day 15 of March, September 06:00", or a cron pattern of five fields with an optional time zone';

/** Reads a rule. Words without a time mean 03:00 UTC. Throws `calendar.rule` with a sentence for anything else, unknown time zones and rules that never come included. */
export function calendarRule(text: string, options: { readonly anchor?: string } = {}): CalendarRule {
  const asked = text.trim();
  const seconds = parseDuration(asked);
  if (seconds !== null) return gridRule(text, seconds, isoMicros(microsOf(options.anchor ?? ANCHOR)));
  const word = WORDS[asked.toLowerCase()];
  if (word !== undefined) return cronRule(text, word, 'UTC');
  const fields = asked.split(/\s+/);
  if (/^[\d*,/\-L#?]+$/i.test(fields[0] ?? '') && (fields.length === 5 || fields.length === 6)) return cronRule(text, fields.slice(0, 5).join(' '), fields[5] ?? 'UTC');
  const spoken = spokenRule(asked);
  if (spoken === null) throw problem(text, EXPECTED);
  return cronRule(text, spoken.pattern, spoken.zone);
}

/** "first Saturday [of <months>] 03:00 [zone]", "every Monday 03:00 [zone]", "day 15 [of <months>] 03:00 [zone]". */
function spokenRule(text: string): { readonly pattern: string; readonly zone: string } | null {
  const match = /^(?:(first|second|third|fourth|last|every) ([a-z]+)|day (\d{1,2}))(?: of ([a-z, ]+?))? (\d{1,2}):(\d{2})(?: (\S+))?$/i.exec(text);
  if (!match) return null;
  const [, ordinal = '', weekday = '', day = '*', months, hour, minute, zone = 'UTC'] = match;
  const month = monthsOf(months?.toLowerCase());
  const name = WEEKDAYS.indexOf(weekday.toLowerCase());
  if (month === null || Number(hour) > 23 || Number(minute) > 59 || (ordinal !== '' && name === -1)) return null;
  const nth = ORDINALS[ordinal.toLowerCase()];
  return { pattern: [Number(minute), Number(hour), day, month, ordinal === '' ? '*' : `${name}${nth === undefined ? '' : `#${nth}`}`].join(' '), zone };
}

function monthsOf(text: string | undefined): string | null {
  if (text === undefined || text === 'every month') return '*';
  if (text === 'every quarter') return '1,4,7,10';
  const numbers = text.split(/\s*(?:,|\band\b)\s*/).filter((part) => part !== '').map((part) => MONTHS.indexOf(part.trim()) + 1);
  return numbers.length === 0 || numbers.includes(0) ? null : [...new Set(numbers)].toSorted((a, b) => a - b).join(',');
}

function gridRule(text: string, everySeconds: number, anchor: string): CalendarRule {
  if (everySeconds < 60) throw problem(text, 'a drill cannot come back within a minute');
  const [period, start] = [everySeconds * 1_000_000, microsOf(anchor)];
  const at = (n: number): string => isoMicros(start + n * period);
  return {
    text,
    shape: { kind: 'grid', everySeconds, anchor },
    next: (after) => at(Math.max(0, Math.floor((microsOf(after) - start) / period) + 1)),
    latest: (moment) => (microsOf(moment) < start ? null : at(Math.floor((microsOf(moment) - start) / period))),
  };
}

function cronRule(text: string, pattern: string, zone: string): CalendarRule {
  const cron = checkedCron(text, pattern, zone);
  return {
    text,
    shape: { kind: 'cron', pattern, zone },
    next: (after) => isoOf(cron.nextRun(wholeSecond(after, 0))),
    // The search ends one second before its reference, so a moment is asked for from the second after it.
    latest: (at) => isoOf(cron.previousRuns(1, wholeSecond(at, 1))[0] ?? null),
  };
}

function checkedCron(text: string, pattern: string, zone: string): Cron {
  let cron: Cron;
  try {
    cron = new Cron(pattern, { timezone: zone, mode: '5-part' });
    // An unknown time zone shows only when a moment is asked for.
    if (cron.nextRun(new Date('2024-01-01T00:00:00Z')) !== null) return cron;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw problem(text, /timezone|time zone/i.test(why) ? `${JSON.stringify(zone)} is no time zone of the IANA list, such as Europe/Berlin or UTC` : `${why}; ${EXPECTED}`);
  }
  throw problem(text, 'there is no such day in any year');
}

function wholeSecond(iso: string, moreSeconds: number): Date {
  return new Date((Math.floor(microsOf(iso) / 1_000_000) + moreSeconds) * 1000);
}

function isoOf(date: Date | null): string | null {
  return date === null ? null : isoMicros(date.getTime() * 1000);
}

function problem(text: string, why: string): Error {
  return usageError('calendar.rule', `"${text}" says no times: ${why}`);
}
