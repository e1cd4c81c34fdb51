import type { RunEvent } from '#contract/events';
import type { RunSummary } from '#contract/run-summary';
import { seqOfPath } from '../source.ts';
import type { Source } from '../source.ts';
import { escapeHtml } from './escape-html.ts';
import { htmlTable } from './html-table.ts';
import { citedAnchor, eventAnchor } from './links.ts';

/** So much of an event is shown; the record has the rest. */
const MOST_LETTERS = 360;

/** Numbers of all events that a report cites, by its sources and by the paths of its claims. */
export function citedEvents(sources: readonly Source[], { claims }: RunSummary): ReadonlySet<number> {
  const paths = [...sources.flatMap((source) => source.paths), ...claims.flatMap(({ evidence }) => evidence ?? [])];
  return new Set(paths.flatMap((path) => seqOfPath(path) ?? []));
}

/** Where the numbers come from: one row for each, with its paths into the record. */
export function sourcesTable(sources: readonly Source[], cited: ReadonlySet<number>): string {
  const rows = sources.map(({ id, store, what, paths, how }) => `<tr id="${id}"><th scope="row">${escapeHtml(store === null ? what : `${store}: ${what}`)}</th><td>${paths.length === 0 ? 'nothing in the record' : paths.map((path) => pathLink(path, cited)).join('<br>')}</td><td>${escapeHtml(how)}</td></tr>`);
  return htmlTable('Where the numbers come from', ['Number', 'Path in the run\'s folder', 'How it follows'], rows);
}

/** The cited events as the record has them, so that a reader can follow a number without another program. */
export function eventsTable(events: readonly RunEvent[], cited: ReadonlySet<number>): string {
  const rows = events.filter(({ seq }) => cited.has(seq)).map((event) => `<tr id="${eventAnchor(event.seq)}"><th scope="row">${event.seq}</th><td>${escapeHtml(event.at)}</td><td>${escapeHtml(event.type)}</td><td><code>${escapeHtml(excerpt(event.data))}</code></td></tr>`);
  return htmlTable('Cited events of events.ndjson', ['seq', 'Drill time (UTC)', 'Type', 'Data'], rows);
}

function pathLink(path: string, cited: ReadonlySet<number>): string {
  const anchor = citedAnchor(path, cited);
  const text = `<code>${escapeHtml(path)}</code>`;
  return anchor === null ? text : `<a href="#${anchor}">${text}</a>`;
}

function excerpt(data: unknown): string {
  const text = JSON.stringify(data);
  return text.length <= MOST_LETTERS ? text : `${text.slice(0, MOST_LETTERS).replace(/[\ud800-\udbff]$/, '')} … (${text.length} characters in the record)`;
}
