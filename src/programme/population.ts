import type { ProgrammeRun } from '#contract/programme';
import { microsOf } from '#kit/time';
import type { Period } from './period.ts';

/** All attempts that began within a window, with counts that must tie to the ledger. */
export interface Population {
  readonly period: Period;
  readonly attempts: readonly ProgrammeRun[];
  /** By the end that the ledger names; they sum to the number of attempts. */
  readonly byEnd: Readonly<Record<string, number>>;
  readonly byVerdict: Readonly<Record<string, number>>;
  readonly sabotaged: number;
  /** Numbers between the first and the last attempt that the ledger does not have. */
  readonly missingNumbers: readonly number[];
  readonly ledger: { readonly lines: number; readonly attempts: number; readonly before: number; readonly after: number; readonly head: string };
}

/** The population of an audit window: every attempt is in it, whatever became of it. */
export function populationOf(period: Period, { runs, ledgerLines, head }: { readonly runs: readonly ProgrammeRun[]; readonly ledgerLines: number; readonly head: string }): Population {
  const [from, to] = [microsOf(period.from), microsOf(period.to)];
  const attempts = runs.filter((run) => microsOf(run.startedAt) >= from && microsOf(run.startedAt) < to);
  return {
    period,
    attempts,
    byEnd: countBy(attempts, endOf),
    byVerdict: countBy(attempts, ({ verdict }) => verdict ?? 'none'),
    sabotaged: attempts.filter(({ summary }) => typeof summary?.run.mutation === 'string').length,
    missingNumbers: gaps(attempts.map(({ number }) => number)),
    ledger: { lines: ledgerLines, attempts: runs.length, before: runs.filter((run) => microsOf(run.startedAt) < from).length, after: runs.filter((run) => microsOf(run.startedAt) >= to).length, head },
  };
}

/** An attempt that the ledger knows only the begin of has no end yet, or its machine is gone. */
export function endOf({ kind }: Pick<ProgrammeRun, 'kind'>): string {
  return kind === 'started' || kind === 'resumed' ? 'without an end' : kind;
}

function countBy(runs: readonly ProgrammeRun[], key: (run: ProgrammeRun) => string): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const run of runs) counts[key(run)] = (counts[key(run)] ?? 0) + 1;
  return counts;
}

function gaps(numbers: readonly number[]): readonly number[] {
  const [known, first, last] = [new Set(numbers), Math.min(...numbers), Math.max(...numbers)];
  return numbers.length === 0 ? [] : Array.from({ length: last - first + 1 }, (_, i) => first + i).filter((number) => !known.has(number));
}
