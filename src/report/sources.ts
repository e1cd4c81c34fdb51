import type { ReportInput } from '#contract/reporting';
import type { RunSummary } from '#contract/run-summary';
import { runSources } from './run-sources.ts';
import type { Source } from './source.ts';
import { storeSources } from './store-sources.ts';

/** Every number that a report prints, with its path into the record. Pure; the appendix of the HTML and `report.json` are made of it. */
export function sourcesOf(input: ReportInput, summary: RunSummary): readonly Source[] {
  return [...summary.stores.flatMap((store, index) => storeSources(input, store, index)), ...runSources(input, summary)];
}
