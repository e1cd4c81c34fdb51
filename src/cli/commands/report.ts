import { conclude } from '#evidence/conclude';
import { finalise } from '#evidence/findings/finalise';
import { readLedger } from '#evidence/ledger';
import { usageError } from '#kit/redrill-error';
import { readRecord } from '#record/read-record';
import { finalProblems } from '#report/final-problems';
import { reporting } from '#report/reporting';
import { summarise } from '#report/summarise';
import { plainText } from '../plain-text.ts';
import type { CommonOptions } from '../program/common-options.ts';
import type { Terminal } from '../terminal.ts';
import { openConfig } from '../wiring/project.ts';
import { runFolder, runFolders, type RunFolder } from '../wiring/run-folders.ts';
import { writePdfs } from '../wiring/write-pdfs.ts';

export interface ReportOptions extends CommonOptions {
  /** False with --no-pdf. */
  readonly pdf?: boolean;
  /** No draft any more. */
  readonly final?: boolean;
}

/** `redrill report`: measures, judges and renders a run again from its record; the same record gives the same bytes. */
export async function report(terminal: Terminal, asked: string | undefined, options: ReportOptions): Promise<number> {
  const { config } = await openConfig(terminal, options);
  const run = asked === undefined ? runFolders(config.results).at(-1) : runFolder(config.results, asked);
  if (!run) throw usageError('report.no-run', `no run in ${config.results}; start one with redrill run`);
  if (options.final) {
    const problems = await finalise({ folder: run.folder, results: config.results, problems: (input) => finalProblems(input, summarise(input)) });
    for (const problem of problems) terminal.err(plainText(`redrill: ${problem}`));
    if (problems.length > 0) terminal.err(`redrill: the report of run ${run.number} stays a draft: ${problems.length} ${problems.length === 1 ? 'thing stands' : 'things stand'} against a final one`);
    if (problems.length > 0) return 1;
  }
  const { summary, files } = await conclude({ folder: run.folder, results: config.results, reporting, enter: await endIsMissing(config.results, run) });
  const pdfs = options.pdf === false ? [] : await writePdfs(terminal, [{ folder: run.folder, summary }]);
  if (options.json) terminal.out(JSON.stringify({ type: 'run', ...summary }));
  else for (const file of [...files, ...pdfs]) terminal.out(file);
  return 0;
}

/** A run that ended while its reports could not be written (a full disk) never got its end entered; a run that still goes on has none. */
async function endIsMissing(results: string, run: RunFolder): Promise<boolean> {
  const newest = (await readLedger(results)).findLast((entry) => entry.number === run.number);
  if (newest?.kind !== 'started' && newest?.kind !== 'resumed') return false;
  const { events } = await readRecord(run.folder);
  return events.some((event) => event.type === 'run.ended');
}
