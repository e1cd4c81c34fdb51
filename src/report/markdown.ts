import type { ReportInput } from '#contract/reporting';
import type { RunSummary } from '#contract/run-summary';
import { pageOne } from './page-one.ts';
import { SECTIONS } from './sections.ts';

/** `report.md`: page 1, then everything behind it. Pure: the stored record gives the same bytes again. */
export function markdownReport(input: ReportInput, summary: RunSummary): string {
  const behind = SECTIONS.flatMap((section) => [`## ${section.title}`, ...section.body(input, summary)]);
  return `${[...pageOne(input, summary), ...behind].join('\n\n')}\n`;
}
