import { writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { RunSummary, SummaryNumber } from '#contract/run-summary';
import { humanDuration } from '#kit/durations';
import { platformLines, platformTable } from '#report/platform-table';
import { columns } from '../columns.ts';
import { plainText, widthOf } from '../plain-text.ts';
import type { Terminal } from '../terminal.ts';
import { wrapText } from '../wrap-text.ts';
import type { CarriedOut } from './carry-out.ts';
import { nameOfNotRun } from './series-end.ts';
import type { NotRun } from './series-end.ts';

const HEADINGS = ['RUN', 'VERDICT', 'RECOVERED IN', 'LOST', 'WORST LOSS', 'INTEGRITY'] as const;
const REASONS_SHOWN = 6;

/** The end of a series: one line a run, and one for each that it did not come to; then for each where its report is and what speaks against it. */
export function tellResults(terminal: Terminal, results: readonly CarriedOut[], missing: readonly NotRun[] = []): void {
  if (results.length + missing.length === 0) return;
  terminal.out('');
  for (const line of table(terminal, results, missing)) terminal.out(line);
  for (const result of results) {
    terminal.out('');
    tellOne(terminal, result);
  }
  if (missing.length > 0) terminal.out('');
  for (const one of missing) terminal.out(plainText(notRunText(one)));
  if (results.length > 1) tellPlatform(terminal, results, missing);
}

function notRunText(one: NotRun): string {
  return `${nameOfNotRun(one)}: NOT RUN: ${one.why}`;
}

/** Every store side by side, and the same as a file beside the runs. */
function tellPlatform(terminal: Terminal, results: readonly CarriedOut[], missing: readonly NotRun[]): void {
  const summaries = results.map(({ summary }) => summary);
  const [first] = results;
  const file = join(dirname(first?.run.folder ?? '.'), 'platform.md');
  writeFileSync(file, `# The platform, store by store\n\n${platformTable(summaries)}\n${missing.map((one) => `\n${plainText(notRunText(one))}\n`).join('')}`);
  terminal.out('');
  for (const line of platformLines(summaries).split('\n')) terminal.out(line);
  terminal.out(`the same as a table: ${shortPath(file, terminal.cwd)}`);
}

/** A table that does not fit is told as one value a line: a cut verdict would be worse than a long one. */
function table(terminal: Terminal, results: readonly CarriedOut[], missing: readonly NotRun[]): readonly string[] {
  const rows = [...results.map(({ run, summary }) => [run.id, verdictText(summary), number(summary.rta), number(summary.rpa), worst(summary), integrity(summary)]), ...missing.map((one) => [nameOfNotRun(one), 'not run', '', '', '', ''])];
  const wide = columns([HEADINGS, ...rows]);
  if (wide.every((line) => widthOf(line) <= terminal.columns())) return wide;
  return rows.flatMap((row, i) => [...(i > 0 ? [''] : []), ...columns(row.flatMap((cell, n) => (cell === '' ? [] : [[HEADINGS[n] ?? '', cell]])))]);
}

function tellOne(terminal: Terminal, { run, summary }: CarriedOut): void {
  terminal.out(`${run.id}: report in ${shortPath(`${run.folder}/report.md`, terminal.cwd)}`);
  const say = (text: string): void => { for (const line of wrapText(`  - ${plainText(text)}`, terminal.live ? terminal.columns() : Number.POSITIVE_INFINITY, '    ')) terminal.out(line); };
  for (const reason of summary.reasons.slice(0, REASONS_SHOWN)) say(`${summary.stores.length > 1 && reason.store !== null ? `${reason.store}: ` : ''}${reason.text} (${reason.code})`);
  if (summary.reasons.length > REASONS_SHOWN) say(`and ${summary.reasons.length - REASONS_SHOWN} more reasons in the report`);
  if (summary.putBack && !summary.putBack.ok) tellLeft(terminal, run, summary.putBack);
}

/** What a person must put right, with the exact commands. */
function tellLeft(terminal: Terminal, run: CarriedOut['run'], putBack: NonNullable<RunSummary['putBack']>): void {
  terminal.out(plainText(`${run.id}: COULD NOT BE PUT BACK, left: ${putBack.left.join(', ')}`));
  terminal.out(`${run.id}: mend what hindered it and try again with "redrill cleanup ${run.number}"${putBack.commands.length > 0 ? ', or put it back by hand:' : ''}`);
  for (const command of putBack.commands) terminal.out(plainText(`    ${command}`));
}

/** As a person in this folder would type it. */
function shortPath(path: string, cwd: string): string {
  const short = relative(cwd, path);
  return short.startsWith('..') ? path : short;
}

function verdictText({ verdict, target }: RunSummary): string {
  return target.kind === 'sandbox' ? `rehearsal: ${verdict}` : verdict;
}

function number({ seconds }: SummaryNumber): string {
  return seconds === null ? 'not measured' : humanDuration(seconds);
}

function worst({ stores }: RunSummary): string {
  const known = stores.flatMap(({ rpaWorst }) => (rpaWorst.seconds === null ? [] : [rpaWorst.seconds]));
  return known.length === 0 ? 'not measured' : humanDuration(Math.max(...known));
}

function integrity({ stores }: RunSummary): string {
  const readings = stores.flatMap((store) => (store.integrity ? [store.integrity] : []));
  if (readings.length === 0) return 'not read';
  const sum = (pick: (reading: (typeof readings)[number]) => number): number => readings.reduce((total, reading) => total + pick(reading), 0);
  const wrong = (['missing', 'different', 'unexpected'] as const).flatMap((kind) => (sum((one) => one[kind]) === 0 ? [] : [`${sum((one) => one[kind])} ${kind}`]));
  return wrong.length === 0 ? `all ${sum((one) => one.expected)} (${readings[0]?.strength ?? ''})` : `${wrong.join(', ')} of ${sum((one) => one.expected)}`;
}
