import type { ReportInput } from '#contract/reporting';
import type { RunSummary, StoreSummary, SummaryNumber } from '#contract/run-summary';
import { storeSourceId } from './source.ts';
import { sourcesOf } from './sources.ts';

/** One measured thing of one store against one target, for tables that machines read. */
export interface ObjectiveRow {
  readonly store: string;
  readonly measure: 'time to recover' | 'data lost, this strike' | 'data lost, worst';
  readonly number: SummaryNumber;
  /** The set of objectives. */
  readonly source: string;
  readonly targetSeconds: number;
  /** Null where the number was not measured. */
  readonly met: boolean | null;
  /** Met by this strike alone: the worst moment of the window is over the target. */
  readonly byLuck: boolean;
  /** Paths into the record. */
  readonly evidence: readonly string[];
}

/** Every target of every store, with what was measured and the paths it rests on. */
export function objectiveRows(input: ReportInput, summary: RunSummary): readonly ObjectiveRow[] {
  const paths = new Map(sourcesOf(input, summary).map((source) => [source.id, source.paths]));
  return summary.stores.flatMap((store, index) => MEASURES.flatMap(({ measure, kind, target, pick }) => input.started.objectives.map((set): ObjectiveRow => {
    const number = pick(store);
    const met = number.seconds === null ? null : number.seconds <= set[target];
    const byLuck = met === true && kind === 'rpa' && (store.rpaWorst.seconds ?? 0) > set[target];
    return { store: store.id, measure, number, source: set.source, targetSeconds: set[target], met, byLuck, evidence: paths.get(storeSourceId(kind, index)) ?? [] };
  })));
}

const MEASURES: readonly { readonly measure: ObjectiveRow['measure']; readonly kind: string; readonly target: 'rtoSeconds' | 'rpoSeconds'; readonly pick: (store: StoreSummary) => SummaryNumber }[] = [
  { measure: 'time to recover', kind: 'rta', target: 'rtoSeconds', pick: ({ rta }) => rta },
  { measure: 'data lost, this strike', kind: 'rpa', target: 'rpoSeconds', pick: ({ rpa }) => rpa },
  { measure: 'data lost, worst', kind: 'worst', target: 'rpoSeconds', pick: ({ rpaWorst }) => rpaWorst },
];
