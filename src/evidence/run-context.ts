import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FindingState } from '#contract/findings';
import type { RunContext } from '#contract/reporting';
import type { RunSummary } from '#contract/run-summary';
import { readLedger } from './ledger.ts';
import type { LedgerEntry } from './ledger.ts';
import { writeFileAtomic } from './write-file-atomic.ts';

export const CONTEXT_FILE = 'context.json';

interface ContextRun {
  readonly number: number;
  readonly scenario: string;
  readonly variant: string | null;
  /** Seal of its record. */
  readonly record: string;
  /** What the register says with this run in it. */
  findings(): Promise<readonly FindingState[]>;
}

/** What the ledger said when the run was concluded first. It is kept beside the record, so that a later rendering gives the same bytes. */
export async function runContext(results: string, folder: string, run: ContextRun): Promise<RunContext> {
  const kept = await readJson<RunContext>(join(folder, CONTEXT_FILE));
  if (kept?.schema === 'redrill.context/1' && (kept.register === undefined || kept.register.record === run.record)) return kept;
  const entries = (await readLedger(results)).filter((entry) => entry.number <= run.number);
  const earlier = await finishedRuns(results, entries, run);
  const context: RunContext = { schema: 'redrill.context/1', previous: previousOf(earlier, run), otherWays: otherWaysOf(earlier, run), earlier: earlierOf(earlier, run), attempts: countAttempts(entries, run.number), register: { record: run.record, findings: await run.findings() } };
  await writeFileAtomic(join(folder, CONTEXT_FILE), `${JSON.stringify(context, null, 2)}\n`);
  return context;
}

/** Attempts by how they ended; the run itself has no end yet. */
function countAttempts(entries: readonly LedgerEntry[], current: number): RunContext['attempts'] {
  const newest = new Map(entries.map((entry) => [entry.number, entry.kind]));
  const byEnd: Record<string, number> = {};
  for (const [number, kind] of newest) {
    const end = number === current ? 'this run' : kind === 'started' || kind === 'resumed' ? 'without an end' : kind;
    byEnd[end] = (byEnd[end] ?? 0) + 1;
  }
  return { total: newest.size, byEnd };
}

/** Earlier finished runs of the scenario that nobody sabotaged, newest first. */
async function finishedRuns(results: string, entries: readonly LedgerEntry[], run: ContextRun): Promise<readonly RunSummary[]> {
  const before = entries.filter((entry) => entry.number < run.number && entry.scenario === run.scenario && entry.kind === 'finished').sort((a, b) => b.number - a.number);
  const summaries: RunSummary[] = [];
  for (const entry of before) {
    const summary = await readJson<RunSummary>(join(results, entry.id, 'run.json'));
    if (summary?.run.mutation === null) summaries.push(summary);
  }
  return summaries;
}

/** The run that this one is compared with: the newest one that went the same way. */
function previousOf(earlier: readonly RunSummary[], { variant }: ContextRun): RunContext['previous'] {
  const previous = earlier.find((summary) => summary.run.variant === variant);
  if (!previous) return null;
  return { number: previous.run.number, verdict: previous.verdict, rtaSeconds: previous.rta.seconds, rpaSeconds: previous.rpa.seconds, findings: previous.findings.map((finding) => finding.id) };
}

/** As many as a trend can show. */
const MOST_EARLIER = 12;

function earlierOf(earlier: readonly RunSummary[], { variant }: ContextRun): NonNullable<RunContext['earlier']> {
  const same = earlier.filter((summary) => summary.run.variant === variant).slice(0, MOST_EARLIER);
  return same.map(({ run, clock, verdict, rta, rpa, stores, findings }) => {
    const worst = stores.map((store) => store.rpaWorst.seconds);
    return { number: run.number, realStartedAt: clock.realStartedAt, verdict, rtaSeconds: rta.seconds, rpaSeconds: rpa.seconds, rpaWorstSeconds: worst.length === 0 || worst.includes(null) ? null : Math.max(...worst.map((seconds) => seconds ?? 0)), findings: findings.length };
  });
}

function otherWaysOf(earlier: readonly RunSummary[], { variant }: ContextRun): NonNullable<RunContext['otherWays']> {
  const newest = new Map<string | null, RunSummary>();
  for (const summary of earlier) if (summary.run.variant !== variant && !newest.has(summary.run.variant)) newest.set(summary.run.variant, summary);
  return [...newest.values()].map(({ run, verdict, rta, rpa, stores }) => {
    const worst = stores.flatMap((store) => (store.rpaWorst.seconds === null ? [] : [store.rpaWorst.seconds]));
    return { variant: run.variant, number: run.number, verdict, rtaSeconds: rta.seconds, rpaSeconds: rpa.seconds, rpaWorstSeconds: worst.length === 0 ? null : Math.max(...worst) };
  });
}

async function readJson<T>(path: string): Promise<T | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as T;
  } catch {
    // Derived files may be deleted; what is missing is then not compared with, which the report says.
    return null;
  }
}
