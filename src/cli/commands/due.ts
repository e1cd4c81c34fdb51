import { join, resolve } from 'node:path';
import type { ProgrammeDrill } from '#contract/programme';
import { writeFileAtomic } from '#evidence/write-file-atomic';
import { parseDuration } from '#kit/durations';
import { usageError } from '#kit/redrill-error';
import { openDrills } from '#programme/open-drills';
import type { OpenChoice } from '#programme/open-drills';
import { programmePage } from '#report/programme/programme-page';
import { plainText } from '../plain-text.ts';
import type { CommonOptions } from '../program/common-options.ts';
import type { Terminal } from '../terminal.ts';
import { chosenEntries, openProgramme } from '../wiring/open-programme.ts';

export interface DueOptions extends CommonOptions {
  readonly entry?: string;
  readonly open?: boolean;
  readonly within?: string;
  readonly changed?: boolean;
  readonly all?: boolean;
  /** True: into the results folder. */
  readonly html?: string | true;
}

/** `redrill due`: what is done, due, overdue or stale, a sentence each; 1 when something is overdue or stale. With `--open` just what is to be run now. */
export async function due(terminal: Terminal, options: DueOptions): Promise<number> {
  const choice = choiceOf(options);
  const { project, state, gaps } = await openProgramme(terminal, options);
  const entries = chosenEntries(project, options.entry).map(({ id }) => id);
  for (const text of [...gaps, ...state.problems]) terminal.err(`redrill: ${plainText(text)}`);
  if (options.open) {
    for (const { args } of openDrills(state.drills, state.at, choice)) terminal.out(args.join(' '));
    return 0;
  }
  const drills = state.drills.filter(({ entry }) => entries.includes(entry));
  const late = drills.filter(({ status }) => status === 'overdue' || status === 'stale');
  const page = options.html === undefined ? null : options.html === true ? join(project.config.results, 'programme.html') : resolve(terminal.cwd, options.html);
  if (page !== null) await writeFileAtomic(page, programmePage(state));
  if (options.json) terminal.out(JSON.stringify({ ...state, drills }, null, 2));
  else {
    for (const drill of drills) if (!options.quiet || late.includes(drill)) terminal.out(plainText(`${drill.status.toUpperCase().padEnd(8)} ${nameOf(drill)}: ${drill.why}`));
    if (page !== null && !options.quiet) terminal.out(`page: ${page}`);
  }
  return late.length > 0 ? 1 : 0;
}

function nameOf({ entry, scenario, variant }: ProgrammeDrill): string {
  return `${scenario}${variant === null ? '' : `, variant ${variant}`}${entry === scenario ? '' : ` (${entry})`}`;
}

function choiceOf({ entry, open, within, changed, all }: DueOptions): OpenChoice {
  if (!open && (within !== undefined || changed || all)) throw usageError('due.open', 'due --within, --changed and --all choose among what is to be run now; say --open as well');
  const withinSeconds = within === undefined ? undefined : parseDuration(within);
  if (withinSeconds === null) throw usageError('due.within', `due --within ${within}: expected an ISO 8601 duration such as PT20H`);
  return { ...(entry === undefined ? {} : { entry }), ...(withinSeconds === undefined ? {} : { withinSeconds }), ...(changed ? { changed } : {}), ...(all ? { all } : {}) };
}
