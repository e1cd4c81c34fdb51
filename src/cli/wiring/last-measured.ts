import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunSummary } from '#contract/run-summary';
import { runFolders } from './run-folders.ts';

/** What a run measured, in seconds; null where it measured nothing. */
export interface LastMeasured {
  readonly run: string;
  readonly rtaSeconds: number | null;
  readonly rpaSeconds: number | null;
  readonly rpaWorstSeconds: number | null;
}

/** The newest run of a scenario that nobody sabotaged and that measured a recovery; the best prediction of the next one. */
export async function lastMeasured(results: string, scenario: string): Promise<LastMeasured | null> {
  for (const run of runFolders(results).toReversed()) {
    const summary = await readSummary(join(run.folder, 'run.json'));
    if (summary?.run.scenario !== scenario || summary.run.mutation !== null || summary.rta.seconds === null) continue;
    const worst = summary.stores.flatMap(({ rpaWorst }) => (rpaWorst.seconds === null ? [] : [rpaWorst.seconds]));
    return { run: run.id, rtaSeconds: summary.rta.seconds, rpaSeconds: summary.rpa.seconds, rpaWorstSeconds: worst.length === 0 ? null : Math.max(...worst) };
  }
  return null;
}

async function readSummary(file: string): Promise<RunSummary | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as RunSummary;
  } catch {
    // A run without a report has measured nothing that could be told; a plan must not fail over it.
    return null;
  }
}
