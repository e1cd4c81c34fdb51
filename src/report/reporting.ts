import type { ReportingPort } from '#contract/reporting';
import { markdownReport } from './markdown.ts';
import { summarise } from './summarise.ts';

/** The renderers as `evidence/conclude` is handed them: one line per format. */
export const reporting: ReportingPort = {
  summarise,
  render: (input, summary) => [{ file: 'report.md', text: markdownReport(input, summary) }],
};
