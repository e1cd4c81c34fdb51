import type { ReportInput } from '#contract/reporting';
import type { RunSummary } from '#contract/run-summary';
import { prose } from '../escape.ts';
import { pageOneParts } from '../page-one.ts';
import { resultRows } from '../result-rows.ts';
import { storeSourceId } from '../source.ts';
import { escapeHtml } from './escape-html.ts';
import { inlineHtml, markdownHtml } from './markdown-html.ts';
import type { Links } from './markdown-html.ts';
import { linkNumbers } from './number-links.ts';
import { linkFindings, resultTable, storesTable } from './result-table.ts';

/** More stores than this are told in one table side by side, so that page 1 stays one page. */
const MOST_STORES_APART = 1;

/** Page 1 as a sheet: the result as a banner, the table of targets, then one line for each question. `level` is the heading's. */
export function firstPage(input: ReportInput, summary: RunSummary, names: Links['name'], level: 1 | 2 = 1): string {
  const links: Links = { cell: () => null, name: names };
  const { head: [title = '', result = '', consequence = '', ...facts], stores, tail } = pageOneParts(input, summary);
  const [waited = '', lost = ''] = [/^(.*?)((?:; they would| and) lose .*|; how much work.*)?$/s.exec(consequence)].flatMap((match) => [match?.[1] ?? consequence, match?.[2] ?? '']);
  const heading = `<h${level}>${inlineHtml(title.replace(/^# /, ''), links).replaceAll(' · ', ' <span class="sep">·</span> ')}</h${level}>`;
  const apart = stores.length <= MOST_STORES_APART;
  return [
    heading,
    `<div class="banner ${tone(summary)}">\n<p class="result">${inlineHtml(result, links)}</p>\n<p>${linkNumbers(inlineHtml(waited, links), longest(summary, 'rta'))}${lost === '' ? '' : linkNumbers(` ${inlineHtml(lost.trimStart(), links)}`.replace(' ;', ';'), longest(summary, 'worst'))}</p>\n</div>`,
    lines(facts, links, summary),
    ...(apart ? stores.map((own, index) => oneStore(input, summary, { own, index, links })) : [storesTable(input, summary), lines(timeLines(stores, summary), links, summary)]),
    lines(tail, links, summary),
  ].filter((part) => part !== '').join('\n');
}

/** How the result looks; its words say the same. */
export function tone({ verdict }: Pick<RunSummary, 'verdict'>): 'good' | 'bad' | 'open' {
  return verdict === 'pass' ? 'good' : verdict.startsWith('fail-') ? 'bad' : 'open';
}

/** The source of the number that stands for all stores: that of the worst one. */
function longest({ stores }: RunSummary, kind: 'rta' | 'worst'): string {
  const seconds = stores.map(({ rta, rpaWorst }) => (kind === 'rta' ? rta : rpaWorst).seconds ?? -1);
  return storeSourceId(kind, Math.max(0, seconds.indexOf(Math.max(-1, ...seconds))));
}

function oneStore(input: ReportInput, summary: RunSummary, { own: [name = '', , time = ''], index, links }: { readonly own: readonly string[]; readonly index: number; readonly links: Links }): string {
  const store = summary.stores[index];
  if (store === undefined) return '';
  const caption = `${store.id}: ${inlineHtml(name, links).replace(/<\/?strong>/g, '')}`;
  return `${resultTable(resultRows(input, summary, store), index, caption)}\n${lines([time], links, summary, storeSourceId('rta', index))}`;
}

/** Where the time of several stores went; those with the same parts share a line. */
function timeLines(stores: readonly (readonly string[])[], { stores: named }: RunSummary): readonly string[] {
  const same = new Map<string, string[]>();
  for (const [index, own] of stores.entries()) {
    const text = (own[2] ?? '').replace('**Where time went.** ', '');
    same.set(text, [...(same.get(text) ?? []), named[index]?.id ?? '']);
  }
  const [[only] = [''], ...more] = [...same];
  return more.length === 0 ? [`**Where time went.** ${only}`] : ['**Where time went.** ', ...[...same].map(([text, ids]) => `${prose(ids.join(', '))}: ${text}`)];
}

/** `**Label.** text` as one entry of a list of questions and answers; what follows without a label belongs to the entry before. */
function lines(blocks: readonly string[], links: Links, summary: RunSummary, anchor?: string): string {
  const entries = blocks.flatMap((block) => block.split('\n\n')).reduce<{ label: string; text: string[] }[]>((all, block) => {
    const match = /^\*\*([^*]+?)\.\*\* ?(.*)$/s.exec(block);
    if (match) all.push({ label: match[1] ?? '', text: match[2] ? [match[2]] : [] });
    else all.at(-1)?.text.push(block);
    return all;
  }, []);
  if (entries.length === 0) return '';
  const rows = entries.map(({ label, text }) => {
    const body = text.length === 1 ? inlineHtml(capital(text[0] ?? ''), links) : markdownHtml(text, { links, caption: label });
    const from = anchor ?? anchorOf(label, summary);
    return `<div><dt>${escapeHtml(label)}</dt><dd>${linkFindings(from === null ? body : linkNumbers(body, from, BARE.test(label)))}</dd></div>`;
  });
  return `<dl class="facts">\n${rows.join('\n')}\n</dl>`;
}

function capital(text: string): string {
  return /^[a-z]/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}

/** Labels whose numbers have no unit of their own. */
const BARE = /^(Where time went|Attempts)/;

const ANCHORS: Readonly<Record<string, string>> = { 'What was tested': 'from-plan', 'Kind of numbers': 'from-phases', 'Decisions needed': 'from-findings', 'Since the last drill': 'from-attempts', 'Other ways back': 'from-targets', Exceptions: 'from-harness', Attempts: 'from-attempts', Verify: 'from-record' };

function anchorOf(label: string, summary: RunSummary): string | null {
  return label === 'Where time went' || label === 'Critical path' ? longest(summary, 'rta') : ANCHORS[label] ?? null;
}
