import type { ReportInput } from '#contract/reporting';
import type { RunSummary } from '#contract/run-summary';
import { CHARTS } from '../charts/charts.ts';
import { resultRows, titleOf } from '../result-rows.ts';
import { SECTIONS } from '../sections.ts';
import { sourcesOf } from '../sources.ts';
import { citedEvents, eventsTable, sourcesTable } from './appendix.ts';
import { escapeHtml } from './escape-html.ts';
import { figure } from './figure.ts';
import { firstPage } from './first-page.ts';
import { citedAnchor, sectionLinks } from './links.ts';
import { markdownHtml } from './markdown-html.ts';
import { contentsHtml, page } from './page.ts';
import { resultTable } from './result-table.ts';

interface Part {
  readonly id: string;
  readonly title: string;
  readonly html: string;
}

/** `report.html`: page 1, every section of the Markdown with its charts, and where each number comes from. Pure: the stored record gives the same bytes again. */
export function htmlReport(input: ReportInput, summary: RunSummary): string {
  const sources = sourcesOf(input, summary);
  const cited = citedEvents(sources, summary);
  const parts: readonly Part[] = [
    ...(summary.stores.length > 1 && input.measurement.reachedFault ? [{ id: 'results', title: 'Results, store by store', html: summary.stores.map((store, index) => resultTable(resultRows(input, summary, store), index, escapeHtml(store.id))).join('\n') }] : []),
    ...SECTIONS.map(({ title, body }) => section(title, body(input, summary), { input, summary, cited })),
    { id: 'sources', title: 'Where the numbers come from', html: `<p>Each number above leads here, and from here to the lines of the record it was computed from. Paths are below the run's own folder.</p>\n${sourcesTable(sources, cited)}\n${eventsTable(input.events, cited)}` },
  ];
  const first = firstPage(input, summary, (text) => citedAnchor(text, cited));
  return page({
    title: `${titleOf(summary)}: ${summary.run.title}`,
    contents: contentsHtml(parts),
    main: [`<section class="page" aria-label="Page 1">\n${first}\n</section>`, '<!--contents-->', ...parts.map(({ id, title, html }) => `<section aria-labelledby="${id}-h" id="${id}">\n<h2 id="${id}-h">${escapeHtml(title)}</h2>\n${html}\n</section>`)].join('\n'),
    footer: `Rendered from the record of run ${summary.run.id} by redrill ${summary.run.version}; fingerprint sha256:${summary.record.sha256}. The same record gives the same bytes.`,
  });
}

function section(title: string, blocks: readonly string[], { input, summary, cited }: { readonly input: ReportInput; readonly summary: RunSummary; readonly cited: ReadonlySet<number> }): Part {
  const figures = CHARTS.filter((chart) => chart.section === title).map(({ draw }) => figure(draw(input, summary)));
  return { id: sectionId(title), title, html: [...figures, markdownHtml(blocks, { links: sectionLinks(title, input, summary, cited), caption: title })].join('\n') };
}

function sectionId(title: string): string {
  return title.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
}
