import type { ReportInput, ReportingPort } from '#contract/reporting';
import type { RunSummary } from '#contract/run-summary';
import { csvReport } from './csv.ts';
import { htmlReport } from './html/report-html.ts';
import { jsonReport } from './json.ts';
import { junitReport } from './junit.ts';
import { markdownReport } from './markdown.ts';
import { oscalReport } from './oscal/oscal.ts';
import { summarise } from './summarise.ts';

/** Every format of the report and its file; one line per format. The PDF is printed from the HTML by `print-pdf`. */
export const RENDERERS: readonly { readonly format: string; readonly file: string; readonly render: (input: ReportInput, summary: RunSummary) => string }[] = [
  { format: 'md', file: 'report.md', render: markdownReport },
  { format: 'html', file: 'report.html', render: htmlReport },
  { format: 'json', file: 'report.json', render: jsonReport },
  { format: 'csv', file: 'report.csv', render: csvReport },
  { format: 'junit', file: 'junit.xml', render: junitReport },
  { format: 'oscal', file: 'oscal.json', render: oscalReport },
];

/** The renderers as `evidence/conclude` is handed them. */
export const reporting: ReportingPort = reportingIn(RENDERERS);

/** The same for one format; null where there is none of that name. */
export function reportingOf(format: string): ReportingPort | null {
  const own = RENDERERS.filter((one) => one.format === format);
  return own.length === 0 ? null : reportingIn(own);
}

function reportingIn(renderers: typeof RENDERERS): ReportingPort {
  return {
    summarise,
    render: function* (input, summary) {
      for (const { file, render } of renderers) yield { file, text: render(input, summary) };
    },
  };
}
