import { markdownTable } from 'markdown-table';
import type { ReportInput } from '#contract/reporting';
import type { RunSummary } from '#contract/run-summary';
import { code, prose } from './escape.ts';
import { pageOne } from './page-one.ts';
import { SECTIONS } from './sections.ts';
import { sourcesOf } from './sources.ts';

/** `report.md`: page 1, then everything behind it. Pure: the stored record gives the same bytes again. */
export function markdownReport(input: ReportInput, summary: RunSummary): string {
  const behind = SECTIONS.flatMap((section) => [`## ${section.title}`, ...section.body(input, summary)]);
  return `${[...pageOne(input, summary), ...behind, '## Where the numbers come from', sources(input, summary)].join('\n\n')}\n`;
}

/** One line for each number, with its paths in the run's folder. */
function sources(input: ReportInput, summary: RunSummary): string {
  const rows = sourcesOf(input, summary).map(({ store, what, paths, how }) => [prose(store === null ? what : `${store}: ${what}`), paths.map(code).join(', ') || 'nothing in the record', prose(how)]);
  return markdownTable([['Number', 'Path', 'How it follows'], ...rows], { alignDelimiters: false });
}
