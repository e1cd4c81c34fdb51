import type { ReportingPort } from '#contract/reporting';
import { conclude } from '#evidence/conclude';
import { finalise } from '#evidence/findings/finalise';
import { readLedger } from '#evidence/ledger';
import { usageError } from '#kit/redrill-error';
import { readRecord } from '#record/read-record';
import { finalProblems } from '#report/final-problems';
import { RENDERERS, reporting, reportingOf } from '#report/reporting';
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
  /** One format alone. */
  readonly format?: string;
}

/** `redrill report`: measures, judges and renders a run again from its record; the same record gives the same bytes. */
export async function report(terminal: Terminal, asked: string | undefined, options: ReportOptions): Promise<number> {
  const chosen = chosenFormat(options);
  const { config } = await openConfig(terminal, options);
  const run = asked === undefined ? runFolders(config.results).at(-1) : runFolder(config.results, asked);
  if (!run) throw usageError('report.no-run', `no run in ${config.results}; start one with redrill run`);
  if (options.final) {
    const problems = await finalise({ folder: run.folder, results: config.results, problems: (input) => finalProblems(input, summarise(input)) });
    for (const problem of problems) terminal.err(plainText(`redrill: ${problem}`));
    if (problems.length > 0) terminal.err(`redrill: the report of run ${run.number} stays a draft: ${problems.length} ${problems.length === 1 ? 'thing stands' : 'things stand'} against a final one`);
    if (problems.length > 0) return 1;
  }
  const { summary, files } = await conclude({ folder: run.folder, results: config.results, reporting: chosen.reporting, enter: await endIsMissing(config.results, run) });
  const pdfs = chosen.pdf ? await writePdfs(terminal, [{ folder: run.folder, summary }]) : [];
  if (options.json) terminal.out(JSON.stringify({ type: 'run', ...summary }));
  else for (const file of [...files, ...pdfs]) terminal.out(file);
  return 0;
}

/** A PDF is printed from the HTML. */
function chosenFormat({ format, pdf }: ReportOptions): { readonly reporting: ReportingPort; readonly pdf: boolean } {
  if (format === undefined) return { reporting, pdf: pdf !== false };
  const own = reportingOf(format === 'pdf' ? 'html' : format);
  if (own === null) throw usageError('report.format', `there is no format "${format}"; expected one of ${[...RENDERERS.map((one) => one.format), 'pdf'].join(', ')}`);
  return { reporting: own, pdf: format === 'pdf' && pdf !== false };
}

/** A run that ended while its reports could not be written (a full disk) never got its end entered; a run that still goes on has none. */
async function endIsMissing(results: string, run: RunFolder): Promise<boolean> {
  const newest = (await readLedger(results)).findLast((entry) => entry.number === run.number);
  if (newest?.kind !== 'started' && newest?.kind !== 'resumed') return false;
  const { events } = await readRecord(run.folder);
  return events.some((event) => event.type === 'run.ended');
}
