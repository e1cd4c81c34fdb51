import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProgrammeRun } from '#contract/programme';
import type { RunSummary } from '#contract/run-summary';
import { readLedger } from '#evidence/ledger';
import type { LedgerEntry } from '#evidence/ledger';

/** Every attempt of the ledger, oldest first, with its summary where the results hold the one that belongs to it. */
export async function readRuns(results: string): Promise<readonly ProgrammeRun[]> {
  const entries = await readLedger(results);
  const numbers = [...new Set(entries.map((entry) => entry.number))].toSorted((a, b) => a - b);
  return Promise.all(numbers.map(async (number) => attempt(results, entries.filter((entry) => entry.number === number))));
}

async function attempt(results: string, entries: readonly LedgerEntry[]): Promise<ProgrammeRun> {
  const [first, newest] = [entries[0], entries.at(-1)];
  if (first === undefined || newest === undefined) throw new TypeError('an attempt without an entry');
  const ended = newest.sha256 !== null;
  const read = ended ? await summaryOf(join(results, newest.id, 'run.json'), newest) : { summary: null, problem: null };
  return { number: newest.number, id: newest.id, scenario: newest.scenario, startedAt: first.at, kind: newest.kind, verdict: newest.verdict, putBack: newest.putBack, ...read };
}

/** A summary of another record, or with another verdict than the ledger's, proves nothing. */
async function summaryOf(path: string, entry: LedgerEntry): Promise<Pick<ProgrammeRun, 'summary' | 'problem'>> {
  let summary: RunSummary;
  try {
    summary = JSON.parse(await readFile(path, 'utf8')) as RunSummary;
    if (summary.record.sha256 === entry.sha256 && summary.verdict === entry.verdict) return { summary, problem: null };
  } catch {
    return { summary: null, problem: `run ${entry.number} does not count: ${entry.id}/run.json is not there or cannot be read; redrill report ${entry.number} writes it again from the record` };
  }
  return { summary: null, problem: `run ${entry.number} does not count: ${entry.id}/run.json is not of the record and the verdict that the ledger names; redrill report ${entry.number} writes it again from the record` };
}
