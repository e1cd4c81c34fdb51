import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunSummary } from '#contract/run-summary';
import { ledgerHead, readLedger, type LedgerEntry } from '#evidence/ledger';
import { humanDuration } from '#kit/durations';
import { periodOf } from '#programme/period';
import { endOf as endOfAttempt, populationOf, type Population } from '#programme/population';
import { readRuns } from '#programme/read-runs';
import { columns } from '../columns.ts';
import { plainText } from '../plain-text.ts';
import type { CommonOptions } from '../program/common-options.ts';
import type { Terminal } from '../terminal.ts';
import { openConfig } from '../wiring/project.ts';

/** One attempt with what became of it; `summary` is null while it has no report. */
interface Attempt {
  readonly newest: LedgerEntry;
  readonly startedAt: string;
  readonly summary: RunSummary | null;
}

export interface HistoryOptions extends CommonOptions {
  readonly period?: string;
}

/** `redrill history`: every attempt of the ledger, oldest first, also those that were refused, killed or never ended. */
export async function history(terminal: Terminal, options: HistoryOptions): Promise<number> {
  const period = options.period === undefined ? null : periodOf(options.period);
  const { config } = await openConfig(terminal, options);
  if (period !== null) {
    const runs = await readRuns(config.results);
    tellPopulation(terminal, populationOf(period, { runs, ledgerLines: (await readLedger(config.results)).length, head: await ledgerHead(config.results) }), options);
    return 0;
  }
  const attempts = await attemptsOf(config.results);
  if (options.json) terminal.out(JSON.stringify({ results: config.results, attempts: attempts.map(asData) }, null, 2));
  else if (attempts.length === 0) terminal.out(`no run in ${config.results} yet; start one with redrill run`);
  else for (const line of columns([['RUN', 'STARTED (UTC)', 'ENDED AS', 'RECOVERED IN', 'LOST', 'PUT BACK'], ...attempts.map(asRow)], terminal.columns())) terminal.out(line);
  return 0;
}

/** Counts that an auditor can hold against the ledger line by line. */
function tellPopulation(terminal: Terminal, population: Population, { json }: HistoryOptions): void {
  const { period, attempts, byEnd, byVerdict, sabotaged, missingNumbers, ledger } = population;
  if (json) {
    terminal.out(JSON.stringify({ ...population, attempts: attempts.map(({ summary, ...run }) => ({ ...run, end: endOfAttempt(run), variant: summary?.run.variant ?? null, mutation: summary?.run.mutation ?? null })) }, null, 2));
    return;
  }
  const counts = (of: Readonly<Record<string, number>>): string => Object.entries(of).map(([name, count]) => `${count} ${name}`).join(', ') || 'none';
  terminal.out(`Attempts that began from ${period.from} to before ${period.to}: ${attempts.length}`);
  terminal.out(`by end: ${counts(byEnd)}`);
  terminal.out(`by verdict: ${counts(byVerdict)}; sabotaged on purpose: ${sabotaged}`);
  terminal.out(`numbers: ${attempts.length === 0 ? 'none' : `${attempts[0]?.number} to ${attempts.at(-1)?.number}, ${missingNumbers.length === 0 ? 'without a gap' : `MISSING ${missingNumbers.join(', ')}`}`}`);
  terminal.out(`ledger: ${ledger.lines} lines, ${ledger.attempts} attempts = ${ledger.before} before + ${attempts.length} in the window + ${ledger.after} after; chain whole, newest line ${ledger.head}`);
  const rows = attempts.map((run) => [run.id, run.startedAt.slice(0, 19).replace('T', ' '), endOfAttempt(run), run.verdict ?? '-', run.summary?.run.variant ?? '-', run.summary?.run.mutation ?? '-', run.putBack === null ? '-' : run.putBack ? 'yes' : 'NO']);
  if (rows.length > 0) for (const line of columns([['RUN', 'STARTED (UTC)', 'END', 'VERDICT', 'VARIANT', 'SABOTAGE', 'PUT BACK'], ...rows], terminal.columns())) terminal.out(line);
  for (const { problem } of attempts) if (problem !== null) terminal.out(plainText(`note: ${problem}`));
}

async function attemptsOf(results: string): Promise<readonly Attempt[]> {
  const entries = await readLedger(results);
  const numbers = [...new Set(entries.map((entry) => entry.number))];
  const attempts: Attempt[] = [];
  for (const number of numbers) {
    const own = entries.filter((entry) => entry.number === number);
    const [first, newest] = [own[0], own.at(-1)];
    if (first && newest) attempts.push({ newest, startedAt: first.at, summary: await summaryOf(results, newest.id) });
  }
  return attempts;
}

async function summaryOf(results: string, id: string): Promise<RunSummary | null> {
  try {
    return JSON.parse(await readFile(join(results, id, 'run.json'), 'utf8')) as RunSummary;
  } catch {
    // Not written yet, or taken away: the ledger still knows the attempt, and `redrill report` writes it again.
    return null;
  }
}

function endOf({ newest }: Attempt): string {
  if (newest.verdict !== null) return newest.kind === 'killed' ? `${newest.verdict}, interrupted` : newest.verdict;
  return newest.kind === 'started' || newest.kind === 'resumed' ? 'no end yet' : newest.kind;
}

function asRow(attempt: Attempt): readonly string[] {
  const { newest, startedAt, summary } = attempt;
  const time = (seconds: number | null | undefined): string => (seconds === null || seconds === undefined ? '-' : humanDuration(seconds));
  const sabotage = summary?.run.mutation ? `, sabotaged by ${summary.run.mutation}` : '';
  const variant = summary?.run.variant ? `, variant ${summary.run.variant}` : '';
  return [newest.id, startedAt.slice(0, 16).replace('T', ' '), `${endOf(attempt)}${variant}${sabotage}`, time(summary?.rta.seconds), time(summary?.rpa.seconds), newest.putBack === null ? '-' : newest.putBack ? 'yes' : 'NO'];
}

function asData(attempt: Attempt): Record<string, unknown> {
  const { newest, startedAt, summary } = attempt;
  return { number: newest.number, id: newest.id, scenario: newest.scenario, startedAt, kind: newest.kind, verdict: newest.verdict, putBack: newest.putBack, variant: summary?.run.variant ?? null, mutation: summary?.run.mutation ?? null, rtaSeconds: summary?.rta.seconds ?? null, rpaSeconds: summary?.rpa.seconds ?? null };
}
