import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { RunSummary } from '#contract/run-summary';
import { readRun } from '#evidence/conclude';
import { writeFileAtomic } from '#evidence/write-file-atomic';
import { platformHtml } from '#report/html/platform-html';
import type { CoverageEntry } from '#report/html/platform-html';
import type { Terminal } from '../terminal.ts';
import type { CarriedOut } from './carry-out.ts';
import { runFolders } from './run-folders.ts';
import { nameOfNotRun } from './series-end.ts';
import type { NotRun } from './series-end.ts';
import { writePdfs } from './write-pdfs.ts';

/** So far back the table of coverage looks: a page must not read years of runs. */
const MOST_RUNS = 400;

export interface LastPages {
  readonly terminal: Terminal;
  readonly results: string;
  /** Every store of the platform: one that was never drilled is told as well. */
  readonly stores: readonly string[];
  readonly done: readonly CarriedOut[];
  readonly missing: readonly NotRun[];
  readonly pdf: boolean;
}

/** What is written once a series has ended: the PDFs, in one browser, and for several runs one page for all of them. Returns that page, or null. */
export async function lastPages({ terminal, results, stores, done, missing, pdf }: LastPages): Promise<string | null> {
  // A sabotaged run tests the drill and not the platform: nobody files it.
  if (pdf) await writePdfs(terminal, done.filter(({ summary }) => summary.run.mutation === null).map(({ run, summary }) => ({ folder: run.folder, summary })));
  if (done.length < 2) return null;
  const runs = await Promise.all(done.map(async ({ run, summary }) => ({ input: await readRun(run.folder, results), summary, folder: basename(run.folder) })));
  const file = join(results, 'platform.html');
  await writeFileAtomic(file, platformHtml({ runs, notRun: missing.map((one) => ({ name: nameOfNotRun(one), why: one.why })), coverage: coverage(results), stores }));
  return file;
}

/** Every drill that came to an end, from the summaries in the results folder. */
function coverage(results: string): readonly CoverageEntry[] {
  return runFolders(results).slice(-MOST_RUNS).flatMap(({ folder }) => {
    const summary = summaryOf(join(folder, 'run.json'));
    if (summary === null || summary.run.mutation !== null || summary.timeline.T0 === null) return [];
    return summary.stores.map(({ id, verdict }) => ({ scenario: `${summary.run.scenario}${summary.run.variant === null ? '' : ` (${summary.run.variant})`}`, store: id, number: summary.run.number, verdict, at: summary.clock.realStartedAt }));
  });
}

function summaryOf(file: string): RunSummary | null {
  if (!existsSync(file)) return null;
  try {
    const read = JSON.parse(readFileSync(file, 'utf8')) as RunSummary;
    return read.schema === 'redrill.run/1' ? read : null;
  } catch {
    // A summary that cannot be read is left out: it can be rendered again, and one spoilt file must not cost the page of all others.
    return null;
  }
}
