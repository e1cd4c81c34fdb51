import { conclude } from '#evidence/conclude';
import { readLedger } from '#evidence/ledger';
import { usageError } from '#kit/redrill-error';
import { readRecord } from '#record/read-record';
import { reporting } from '#report/reporting';
import type { CommonOptions } from '../program/common-options.ts';
import type { Terminal } from '../terminal.ts';
import { openConfig } from '../wiring/project.ts';
import { runFolder, runFolders, type RunFolder } from '../wiring/run-folders.ts';

/** `redrill report`: measures, judges and renders a run again from its record; the same record gives the same bytes. */
export async function report(terminal: Terminal, asked: string | undefined, options: CommonOptions): Promise<number> {
  const { config } = await openConfig(terminal, options);
  const run = asked === undefined ? runFolders(config.results).at(-1) : runFolder(config.results, asked);
  if (!run) throw usageError('report.no-run', `no run in ${config.results}; start one with redrill run`);
  const { summary, files } = await conclude({ folder: run.folder, results: config.results, reporting, enter: await endIsMissing(config.results, run) });
  if (options.json) terminal.out(JSON.stringify({ type: 'run', ...summary }));
  else for (const file of files) terminal.out(file);
  return 0;
}

/** A run that ended while its reports could not be written (a full disk) never got its end entered; a run that still goes on has none. */
async function endIsMissing(results: string, run: RunFolder): Promise<boolean> {
  const newest = (await readLedger(results)).findLast((entry) => entry.number === run.number);
  if (newest?.kind !== 'started' && newest?.kind !== 'resumed') return false;
  const { events } = await readRecord(run.folder);
  return events.some((event) => event.type === 'run.ended');
}
