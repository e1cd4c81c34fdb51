import type { ReportInput } from '#contract/reporting';
import type { RunSummary } from '#contract/run-summary';
import { safeJson } from '#kit/safe-json';
import { CHARTS } from './charts/charts.ts';
import { controlRows } from './controls/control-rows.ts';
import { limits } from './limits.ts';
import { objectiveRows } from './objective-rows.ts';
import { resultRows } from './result-rows.ts';
import { sourcesOf } from './sources.ts';

/** `report.json`: the whole model that every other format is rendered from, with the paths of its numbers. Names are only ever added. */
export function jsonReport(input: ReportInput, summary: RunSummary): string {
  const { started, measurement, judgement, record, files, context } = input;
  return safeJson({
    schema: 'redrill.report/1',
    summary,
    pageOne: summary.stores.map((store) => ({ store: store.id, rows: resultRows(input, summary, store) })),
    objectives: objectiveRows(input, summary),
    limits: limits(input, summary),
    controls: controlRows(input, summary),
    sources: sourcesOf(input, summary),
    charts: CHARTS.map(({ draw }) => draw(input, summary)).map(({ id, title, what, table }) => ({ id, title, what, table })),
    started,
    measurement,
    judgement,
    record,
    files,
    context,
  });
}
