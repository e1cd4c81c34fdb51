import { conclude } from '#evidence/conclude';
import { usageError } from '#kit/redrill-error';
import { reporting } from '#report/reporting';
import type { CommonOptions } from '../program/common-options.ts';
import type { Terminal } from '../terminal.ts';
import { openConfig } from '../wiring/project.ts';
import { runFolder, runFolders } from '../wiring/run-folders.ts';

/** `redrill report`: measures, judges and renders a run again from its record; the same record gives the same bytes. */
export async function report(terminal: Terminal, asked: string | undefined, options: CommonOptions): Promise<number> {
  const { config } = await openConfig(terminal, options);
  const run = asked === undefined ? runFolders(config.results).at(-1) : runFolder(config.results, asked);
  if (!run) throw usageError('report.no-run', `no run in ${config.results}; start one with redrill run`);
  const { summary, files } = await conclude({ folder: run.folder, results: config.results, reporting, enter: false });
  if (options.json) terminal.out(JSON.stringify({ type: 'run', ...summary }));
  else for (const file of files) terminal.out(file);
  return 0;
}
