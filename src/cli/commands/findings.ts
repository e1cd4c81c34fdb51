import type { FindingState } from '#contract/findings';
import { allFindings, decideFinding } from '#evidence/findings/findings-register';
import { usageError } from '#kit/redrill-error';
import { isoMicros, microsOf } from '#kit/time';
import { columns } from '../columns.ts';
import { plainText } from '../plain-text.ts';
import type { CommonOptions } from '../program/common-options.ts';
import type { Terminal } from '../terminal.ts';
import { openConfig } from '../wiring/project.ts';
import { runFolder } from '../wiring/run-folders.ts';

export interface FindingsOptions extends CommonOptions {
  /** Of a finding, where findings are listed. */
  readonly state?: string;
  readonly owner?: string;
  readonly due?: string;
  readonly by?: string;
  readonly until?: string;
  readonly why?: string;
  readonly run?: string;
}

const STATES = ['open', 'accepted', 'closed'] as const;

/** `redrill findings`: every finding of every run with owner, due date, state and retest; 1 when an open one is overdue. */
export async function listFindings(terminal: Terminal, options: FindingsOptions): Promise<number> {
  const wanted = STATES.find((state) => state === options.state);
  if (options.state !== undefined && wanted === undefined) throw usageError('findings.state', `findings --state ${options.state}: expected ${STATES.join(', ')}`);
  const { config } = await openConfig(terminal, options);
  const all = (await allFindings(config.results)).filter(({ state }) => wanted === undefined || state === wanted).toSorted(byUrgency);
  const overdue = all.filter(({ overdueDays }) => overdueDays > 0);
  if (options.json) terminal.out(JSON.stringify({ results: config.results, findings: all, overdue: overdue.map(({ id }) => id) }, null, 2));
  else if (all.length === 0) terminal.out(`no ${wanted === undefined ? '' : `${wanted} `}finding in ${config.results}`);
  else for (const line of columns([['ID', 'SEVERITY', 'STATE', 'OWNER', 'DUE', 'SEEN IN', 'RETESTED IN', 'WHERE', 'WHAT'], ...all.map(asRow)], terminal.columns())) terminal.out(line);
  for (const { id, overdueDays, owner } of overdue) terminal.err(plainText(`redrill: ${id} is overdue by ${overdueDays} ${overdueDays === 1 ? 'day' : 'days'} (${owner ?? 'nobody owns it'})`));
  return overdue.length > 0 ? 1 : 0;
}

/** `redrill findings assign`: who mends it, until when. */
export async function assignFinding(terminal: Terminal, id: string, options: FindingsOptions): Promise<number> {
  if (options.owner === undefined && options.due === undefined) throw usageError('findings.nothing', `findings assign ${id} says nothing: give --owner <who>, --due <day> or both`);
  const decision = { kind: 'assigned', id, owner: options.owner === undefined ? null : said('owner', options.owner), due: options.due === undefined ? null : day('due', options.due) } as const;
  return tell(terminal, options, await decideFinding((await openConfig(terminal, options)).config.results, decision));
}

/** `redrill findings accept`: who takes the risk, until when and why. */
export async function acceptFinding(terminal: Terminal, id: string, options: FindingsOptions): Promise<number> {
  const decision = { kind: 'accepted', id, by: said('by', options.by), until: day('until', options.until ?? ''), why: said('why', options.why) } as const;
  return tell(terminal, options, await decideFinding((await openConfig(terminal, options)).config.results, decision));
}

/** `redrill findings close`: a run is the proof, and nothing else is. */
export async function closeFinding(terminal: Terminal, id: string, options: FindingsOptions): Promise<number> {
  const { config } = await openConfig(terminal, options);
  const { number } = runFolder(config.results, options.run ?? '');
  return tell(terminal, options, await decideFinding(config.results, { kind: 'closed', id, run: number }));
}

function tell(terminal: Terminal, options: CommonOptions, state: FindingState): number {
  if (options.json) terminal.out(JSON.stringify(state, null, 2));
  else if (!options.quiet) terminal.out(plainText(`${state.id} ${state.state}, owner ${state.owner ?? 'nobody'}, due ${state.due ?? 'no date'}: ${state.title}`));
  return 0;
}

function asRow({ id, severity, state, owner, due, seen, retested, scenario, store, title, overdueDays }: FindingState): readonly string[] {
  return [id, severity, overdueDays > 0 ? `OVERDUE ${overdueDays} d` : state, owner ?? '-', due ?? '-', newest(seen), newest(retested), store === null ? scenario : `${scenario} ${store}`, title];
}

function newest(runs: readonly number[]): string {
  const last = runs.at(-1);
  return last === undefined ? '-' : runs.length === 1 ? String(last) : `${last} and ${runs.length - 1} before`;
}

/** Open and overdue first, then by severity. */
function byUrgency(a: FindingState, b: FindingState): number {
  const [severity, state] = [{ high: 0, medium: 1, low: 2 }, { open: 0, accepted: 1, closed: 2 }] as const;
  return b.overdueDays - a.overdueDays || state[a.state] - state[b.state] || severity[a.severity] - severity[b.severity] || (a.id < b.id ? -1 : 1);
}

function said(option: string, text = ''): string {
  if (text.trim() !== '' && text.length <= 500) return text.trim();
  throw usageError('findings.text', `findings --${option}: expected some words (at most 500 characters)`);
}

/** A day of the calendar; one that does not exist (2026-02-30) is none. */
function day(option: string, text: string): string {
  try {
    if (/^\d{4}-\d\d-\d\d$/.test(text) && isoMicros(microsOf(`${text}T00:00:00Z`)).startsWith(text)) return text;
  } catch {
    // Not a day: told below.
  }
  throw usageError('findings.day', `findings --${option} ${text}: expected a day such as 2026-11-30`);
}
