import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding, RunSummary } from '#contract/run-summary';
import { usageError } from '#kit/redrill-error';
import { diffRuns } from '#programme/diff-runs';
import { columns } from '../columns.ts';
import { plainText } from '../plain-text.ts';
import type { CommonOptions } from '../program/common-options.ts';
import type { Terminal } from '../terminal.ts';
import { openConfig } from '../wiring/project.ts';
import { runFolder } from '../wiring/run-folders.ts';

export interface DiffOptions extends CommonOptions {
  readonly all?: boolean;
}

/** `redrill diff <a> <b>`: what changed from one run to another, in numbers and findings. */
export async function diff(terminal: Terminal, [a, b]: readonly [string, string], options: DiffOptions): Promise<number> {
  const { config } = await openConfig(terminal, options);
  const found = diffRuns(await summaryOf(config.results, a), await summaryOf(config.results, b));
  if (options.json) {
    terminal.out(JSON.stringify(found, null, 2));
    return 0;
  }
  for (const caution of found.cautions) terminal.out(plainText(`careful: ${caution}`));
  const rows = found.rows.filter(({ change }) => options.all === true || change !== '');
  for (const line of columns([['', found.a.id, found.b.id, 'CHANGE'], ...rows.map((row) => [row.what, row.a, row.b, row.change])], terminal.columns())) terminal.out(line);
  if (rows.length === 0) terminal.out('nothing that is measured changed');
  const list = (what: string, findings: readonly Finding[]): void => { for (const { id, severity, title } of findings) terminal.out(plainText(`${what} ${id} (${severity}): ${title}`)); };
  list('opened', found.findings.opened);
  list('closed', found.findings.closed);
  list('still open', found.findings.still);
  return 0;
}

async function summaryOf(results: string, asked: string): Promise<RunSummary> {
  const { folder, number } = runFolder(results, asked);
  try {
    return JSON.parse(await readFile(join(folder, 'run.json'), 'utf8')) as RunSummary;
  } catch (cause) {
    throw usageError('diff.no-summary', `${join(folder, 'run.json')} cannot be read; redrill report ${number} writes it again from the record`, cause);
  }
}
