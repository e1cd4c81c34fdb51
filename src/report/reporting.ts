import type { ReportInput, ReportingPort } from '#contract/reporting';
import type { RunSummary } from '#contract/run-summary';
import { csvReport } from './csv.ts';
import { htmlReport } from './html/report-html.ts';
import { jsonReport } from './json.ts';
import { junitReport } from './junit.ts';
import { markdownReport } from './markdown.ts';
import { summarise } from './summarise.ts';

/** Every format of the report and its file; one line per format. The PDF is printed from the HTML by `print-pdf`. */
export const RENDERERS: readonly { readonly file: string; readonly render: (input: ReportInput, summary: RunSummary) => string }[] = [
  { file: 'report.md', render: markdownReport },
  { file: 'report.html', render: htmlReport },
  { file: 'report.json', render: jsonReport },
  { file: 'report.csv', render: csvReport },
  { file: 'junit.xml', render: junitReport },
];

/** The renderers as `evidence/conclude` is handed them. */
export const reporting: ReportingPort = {
  summarise,
  render: (input, summary) => RENDERERS.map(({ file, render }) => ({ file, text: render(input, summary) })),
};
