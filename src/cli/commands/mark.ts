import { monoMicros } from '#kit/time';
import type { CommonOptions } from '../program/common-options.ts';
import type { Terminal } from '../terminal.ts';
import { sayToRun } from '../wiring/people-file.ts';
import { openConfig } from '../wiring/project.ts';
import { openRunFolder } from '../wiring/run-folders.ts';

export interface MarkOptions extends CommonOptions {
  readonly by: string;
  readonly run?: string;
}

/** `redrill mark detected|declared`: a person noticed the fault, or declared recovery. */
export async function mark(terminal: Terminal, what: 'detected' | 'declared', options: MarkOptions): Promise<number> {
  const { config } = await openConfig(terminal, options);
  const run = await openRunFolder(config.results, options.run);
  sayToRun(run.folder, { kind: 'mark', what, by: options.by, mono: monoMicros() });
  if (options.json) terminal.out(JSON.stringify({ run: run.id, mark: what, by: options.by }));
  else if (!options.quiet) terminal.out(`${run.id}: marked ${what} by ${options.by}`);
  return 0;
}
