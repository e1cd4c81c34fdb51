import type { ReportInput } from '#contract/reporting';
import type { RunSummary } from '#contract/run-summary';
import { runSources } from './run-sources.ts';
import type { Source } from './source.ts';
import { storeSources } from './store-sources.ts';

/** Every number that a report prints, with its path into the record. Pure; the appendix of the HTML and `report.json` are made of it. */
export function sourcesOf(input: ReportInput, summary: RunSummary): readonly Source[] {
  const known = KNOWN.get(summary);
  if (known?.input === input) return known.sources;
  const sources = [...summary.stores.flatMap((store, index) => storeSources(input, store, index)), ...runSources(input, summary)];
  KNOWN.set(summary, { input, sources });
  return sources;
}

/** What was gathered before: every format asks, and a record may be long. Holds nothing that its run does not. */
const KNOWN = new WeakMap<RunSummary, { readonly input: ReportInput; readonly sources: readonly Source[] }>();
