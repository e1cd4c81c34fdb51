import { relative, resolve } from 'node:path';
import type { ProgrammeEntry } from '#contract/config.schema';
import { entryRule } from '#kit/entry-rule';
import { usageError } from '#kit/redrill-error';
import { microsOf } from '#kit/time';
import { nextDate } from '#programme/drill-state';
import { SCHEDULERS, writeFiles } from '#programme/write/write-files';
import { columns } from '../columns.ts';
import type { CommonOptions } from '../program/common-options.ts';
import type { Terminal } from '../terminal.ts';
import { chosenEntries, openProgramme } from '../wiring/open-programme.ts';

export interface ScheduleOptions extends CommonOptions {
  readonly entry?: string;
  readonly count?: string;
  readonly write?: string;
  readonly out?: string;
}

/** `redrill schedule`: the next dates of every entry, or files with which a scheduler keeps them. */
export async function schedule(terminal: Terminal, options: ScheduleOptions): Promise<number> {
  const count = countOf(options.count);
  const { project, state } = await openProgramme(terminal, options);
  const entries = chosenEntries(project, options.entry);
  if (options.write !== undefined) return write(terminal, options, { project, entries, now: state.at });
  const planned = entries.map((entry) => ({ entry: entry.id, scenarios: entry.scenarios, variants: entry.variants, every: entry.every, operator: entry.operator, approver: entry.approver, reviewer: entry.reviewer, next: datesOf(entry, state.at, count) }));
  if (options.json) terminal.out(JSON.stringify({ at: state.at, entries: planned }, null, 2));
  else {
    const rows = planned.flatMap((entry) => entry.next.map((at) => [at.slice(0, 16).replace('T', ' '), localTime(at, entries.find(({ id }) => id === entry.entry)), entry.entry, entry.scenarios.join(', '), entry.operator ?? '-', entry.reviewer ?? '-']));
    for (const line of columns([['NEXT (UTC)', 'LOCAL', 'ENTRY', 'SCENARIOS', 'OPERATOR', 'REVIEWER'], ...rows.toSorted((a, b) => (a[0] ?? '').localeCompare(b[0] ?? '', 'en'))], terminal.columns())) terminal.out(line);
  }
  return 0;
}

async function write(terminal: Terminal, options: ScheduleOptions, { project, entries, now }: { readonly project: { readonly config: { readonly platform: { readonly name: string }; readonly home: string | null; readonly results: string } }; readonly entries: readonly ProgrammeEntry[]; readonly now: string }): Promise<number> {
  const files = Object.hasOwn(SCHEDULERS, options.write ?? '') ? SCHEDULERS[options.write ?? ''] : undefined;
  if (files === undefined) throw usageError('schedule.write', `schedule --write ${options.write}: expected ${Object.keys(SCHEDULERS).join(', ')}`);
  const { config } = project;
  const written = await writeFiles(resolve(terminal.cwd, options.out ?? '.'), files({ entries, platform: config.platform.name, home: config.home, folder: terminal.cwd, results: relative(terminal.cwd, config.results) || '.', now }));
  for (const path of written) terminal.out(path);
  return 0;
}

function datesOf(entry: ProgrammeEntry, now: string, count: number): readonly string[] {
  const rule = entryRule(entry);
  const dates: string[] = [];
  for (let at = nextDate(entry, rule, now); at !== null && dates.length < count; at = rule.next(at)) dates.push(at);
  return dates;
}

function localTime(at: string, entry: ProgrammeEntry | undefined): string {
  const shape = entry === undefined ? null : entryRule(entry).shape;
  if (shape?.kind !== 'cron' || shape.zone === 'UTC') return '-';
  return `${new Intl.DateTimeFormat('en-GB', { timeZone: shape.zone, weekday: 'short', hour: '2-digit', minute: '2-digit' }).format(microsOf(at) / 1000)} ${shape.zone}`;
}

function countOf(text = '3'): number {
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text);
  throw usageError('schedule.count', `schedule --count ${text}: expected a whole number from 1 to 999`);
}
