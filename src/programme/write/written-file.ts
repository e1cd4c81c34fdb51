import type { ProgrammeEntry } from '#contract/config.schema';
import type { CalendarRule } from '#kit/calendar-rule';
import { entryRule } from '#kit/entry-rule';
import { secondsBetween } from '#kit/time';

/** What every written file says of itself: only such a file is ever written over. */
export const MARK = 'written by redrill schedule';

/** A file for a scheduler, relative to where it is written. */
export interface WrittenFile {
  readonly path: string;
  readonly text: string;
}

/** What the writers know. */
export interface WriteInput {
  readonly entries: readonly ProgrammeEntry[];
  readonly platform: string;
  readonly home: string | null;
  /** The project's folder on the machine that drills. */
  readonly folder: string;
  /** Results, relative to the project. */
  readonly results: string;
  readonly now: string;
}

/** One form of an entry: what one call of `redrill run` carries out. */
export interface Job {
  /** Unique; names units and schedules. */
  readonly name: string;
  readonly entry: ProgrammeEntry;
  readonly rule: CalendarRule;
  /** Arguments of `redrill run`. */
  readonly args: readonly string[];
}

export function jobsOf({ entries, home }: Pick<WriteInput, 'entries' | 'home'>): readonly Job[] {
  return entries.flatMap((entry) => entry.variants.map((variant) => ({
    name: variant === 'default' ? entry.id : `${entry.id}-${variant}`,
    entry,
    rule: entryRule(entry),
    args: [...entry.scenarios, ...(variant === 'default' ? [] : ['--variant', variant]), '--fresh', ...(home === null ? [] : ['--home', home])],
  })));
}

/** How old a date may be for a job that was woken by a coarser clock: less than the time to the next wake-up. */
export function windowOf(rule: CalendarRule, now: string): string {
  const next = rule.next(now);
  const after = next === null ? null : rule.next(next);
  return next !== null && after !== null && secondsBetween(next, after) < 86_400 ? 'PT50M' : 'PT20H';
}

/** One word of a shell line. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
