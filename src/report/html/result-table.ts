import type { ReportInput } from '#contract/reporting';
import type { RunSummary, StoreSummary } from '#contract/run-summary';
import { resultRows } from '../result-rows.ts';
import type { ResultRow } from '../result-rows.ts';
import { storeSourceId } from '../source.ts';
import { escapeHtml } from './escape-html.ts';

/** The six rows of page 1, in their order, and the source that each one's numbers have. */
const KINDS = ['rta', 'rpa', 'worst', 'content', 'posture', 'protected'] as const;

/** Target, measured and result of one store. `caption` is HTML. */
export function resultTable(rows: readonly ResultRow[], store: number, caption: string): string {
  const body = rows.map((row, index) => `<tr><th scope="row">${escapeHtml(row.name)}</th><td>${toTargets(row, index, store)}</td><td>${measured(row, index, store)}</td>${result(row.result)}</tr>`);
  return `<div class="scroll" tabindex="0" role="group" aria-label="Results"><table class="results">\n<caption>${caption}</caption>\n<thead><tr><td></td><th scope="col">Target (source)</th><th scope="col">Measured</th><th scope="col">Result</th></tr></thead>\n<tbody>\n${body.join('\n')}\n</tbody>\n</table></div>`;
}

/** Several stores side by side: one row each, what was measured above how it compares. The targets, which all share, stand in the head. */
export function storesTable(input: ReportInput, summary: RunSummary): string {
  const rows = summary.stores.map((store) => ({ store, rows: resultRows(input, summary, store) }));
  const targets = (index: number): string => [...new Set(rows.flatMap(({ rows: own }) => own[index]?.target ?? []))].slice(0, 1).join('');
  const heads = ['Time to recover', 'Lost, this strike', 'Lost, worst', 'Complete', 'Secure as before', 'Protected again'].map((name, index) => `<th scope="col">${name}${index < 3 ? `<br><small>target ${escapeHtml(targets(index))}</small>` : ''}</th>`);
  const body = rows.map(({ store, rows: own }, index) => `<tr><th scope="row">${escapeHtml(nameOf(input, store))}</th>${own.map((row, kind) => cell(row, kind, index)).join('')}</tr>`);
  return `<div class="scroll" tabindex="0" role="group" aria-label="Results, store by store"><table class="results stores">\n<caption>Results, store by store</caption>\n<thead><tr><th scope="col">Store</th>${heads.join('')}</tr></thead>\n<tbody>\n${body.join('\n')}\n</tbody>\n</table></div>`;
}

/** How a result reads at a glance; the words stay beside it. */
function toneOfResult(text: string): 'good' | 'bad' | 'open' {
  if (/^(met|within the model)(?!.*\b(NOT|by luck)\b)/.test(text)) return 'good';
  return /NOT MET/.test(text) ? 'bad' : 'open';
}

function cell(row: ResultRow, kind: number, store: number): string {
  const tone = toneOfResult(row.result);
  return `<td class="${tone}">${measured(row, kind, store)}<br><span class="mark">${escapeHtml(row.result)}</span></td>`;
}

function result(text: string): string {
  return `<td class="${toneOfResult(text)}"><span class="mark">${linkFindings(escapeHtml(text))}</span></td>`;
}

/** Ids of findings lead to the section that tells them. */
export function linkFindings(html: string): string {
  return html.replace(/F-[0-9a-f]{8}/g, (id) => `<a href="#findings">${id}</a>`);
}

function measured({ measured: text }: ResultRow, kind: number, store: number): string {
  const source = KINDS[kind];
  return source === undefined ? escapeHtml(text) : `<a href="#${storeSourceId(source, store)}">${escapeHtml(text)}</a>`;
}

/** What was wanted comes from the config, and what was expected from the same reading as what was found. */
function toTargets({ target }: ResultRow, kind: number, store: number): string {
  const own = KINDS[kind] === 'content' || KINDS[kind] === 'posture';
  return /^\d/.test(target) ? `<a href="#${own ? storeSourceId(KINDS[kind] ?? '', store) : 'from-targets'}">${escapeHtml(target)}</a>` : escapeHtml(target);
}

function nameOf({ started }: ReportInput, store: StoreSummary): string {
  const entry = started.stores.find(({ id }) => id === store.id);
  return entry ? `${store.id} ${entry.title}` : store.id;
}
