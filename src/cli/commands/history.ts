import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunSummary } from '#contract/run-summary';
import { readLedger, type LedgerEntry } from '#evidence/ledger';
import { humanDuration } from '#kit/durations';
import { columns } from '../columns.ts';
import type { CommonOptions } from '../program/common-options.ts';
import type { Terminal } from '../terminal.ts';
import { openConfig } from '../wiring/project.ts';

/** One attempt with what became of it; `summary` is null while it has no report. */
interface Attempt {
  readonly newest: LedgerEntry;
  readonly startedAt: string;
  readonly summary: RunSummary | null;
}

/** `redrill history`: every attempt of the ledger, oldest first, also those that were refused, killed or never ended. */
export async function history(terminal: Terminal, options: CommonOptions): Promise<number> {
  const { config } = await openConfig(terminal, options);
  const attempts = await attemptsOf(config.results);
  if (options.json) terminal.out(JSON.stringify({ results: config.results, attempts: attempts.map(asData) }, null, 2));
  else if (attempts.length === 0) terminal.out(`no run in ${config.results} yet; start one with redrill run`);
  else for (const line of columns([['RUN', 'STARTED (UTC)', 'ENDED AS', 'RECOVERED IN', 'LOST', 'PUT BACK'], ...attempts.map(asRow)], terminal.columns())) terminal.out(line);
  return 0;
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
