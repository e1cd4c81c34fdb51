import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunContext } from '#contract/reporting';
import type { RunSummary } from '#contract/run-summary';
import { readLedger } from './ledger.ts';
import type { LedgerEntry } from './ledger.ts';
import { writeFileAtomic } from './write-file-atomic.ts';

const FILE = 'context.json';

/** What the ledger said when the run was concluded first. It is kept beside the record, so that a later rendering gives the same bytes. */
export async function runContext(results: string, folder: string, run: { readonly number: number; readonly scenario: string }): Promise<RunContext> {
  const kept = await readJson<RunContext>(join(folder, FILE));
  if (kept?.schema === 'redrill.context/1') return kept;
  const entries = (await readLedger(results)).filter((entry) => entry.number <= run.number);
  const context: RunContext = { schema: 'redrill.context/1', previous: await previousRun(results, entries, run), attempts: countAttempts(entries, run.number) };
  await writeFileAtomic(join(folder, FILE), `${JSON.stringify(context, null, 2)}\n`);
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

async function previousRun(results: string, entries: readonly LedgerEntry[], run: { readonly number: number; readonly scenario: string }): Promise<RunContext['previous']> {
  const before = entries.filter((entry) => entry.number < run.number && entry.scenario === run.scenario && entry.kind === 'finished').sort((a, b) => b.number - a.number);
  for (const entry of before) {
    const summary = await readJson<RunSummary>(join(results, entry.id, 'run.json'));
    if (!summary || summary.run.mutation !== null) continue;
    return { number: entry.number, verdict: summary.verdict, rtaSeconds: summary.rta.seconds, rpaSeconds: summary.rpa.seconds, findings: summary.findings.map((finding) => finding.id) };
  }
  return null;
}

async function readJson<T>(path: string): Promise<T | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as T;
  } catch {
    // Derived files may be deleted; what is missing is then not compared with, which the report says.
    return null;
  }
}
