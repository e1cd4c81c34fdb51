import type { ReportInput } from '#contract/reporting';
import type { RunSummary, StoreSummary, SummaryNumber } from '#contract/run-summary';
import { visible } from '#kit/visible';
import { objectiveRows } from './objective-rows.ts';
import type { ObjectiveRow } from './objective-rows.ts';
import { storeSourceId } from './source.ts';
import { sourcesOf } from './sources.ts';
import { isRehearsal } from './words.ts';

const HEAD = ['run', 'scenario', 'variant', 'started', 'verdict', 'store', 'measure', 'value', 'unit', 'class', 'target', 'target source', 'result', 'why', 'evidence'] as const;

/** What one line says beside the run's own columns; `value` and `target` are numbers and never text. */
interface Line {
  readonly store: string;
  readonly measure: string;
  readonly value: number | null;
  readonly unit: string;
  readonly class?: string | null;
  readonly target?: number;
  readonly source?: string;
  readonly result: string;
  readonly why?: string | undefined;
  readonly evidence: readonly string[];
}

/** `report.csv`: one line for each number of each store (RFC 4180, UTF-8). No cell can be taken for a formula by a spreadsheet. */
export function csvReport(input: ReportInput, summary: RunSummary): string {
  const { run, verdict, clock } = summary;
  const head = [text(run.id), text(run.scenario), text(run.variant ?? ''), text(clock.realStartedAt), text(verdict)];
  const lines = [...objectiveLines(input, summary), ...summary.stores.flatMap((store, index) => storeLines(input, summary, store, index))];
  const rows = lines.map((line) => [...head, text(line.store), text(line.measure), line.value === null ? '' : String(line.value), text(line.unit), text(line.class ?? ''), line.target === undefined ? '' : String(line.target), text(line.source ?? ''), text(line.result), text(line.why ?? ''), text(line.evidence.join(' '))]);
  return [HEAD.map(text), ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}

function objectiveLines(input: ReportInput, summary: RunSummary): readonly Line[] {
  return objectiveRows(input, summary).map((row) => ({ store: row.store, measure: row.measure, value: row.number.seconds, unit: 's', class: row.number.class, target: row.targetSeconds, source: row.source, result: resultOf(row, isRehearsal(summary)), why: row.number.why, evidence: row.evidence }));
}

/** As page 1 says it: a rehearsal refutes a target or stays within its model, and meets none. */
function resultOf({ met, byLuck }: ObjectiveRow, rehearsal: boolean): string {
  if (met === null) return 'not measured';
  if (byLuck) return 'met, by luck';
  if (met) return rehearsal ? 'within the model' : 'met';
  return rehearsal ? 'not met (refuted)' : 'not met';
}

function storeLines(input: ReportInput, summary: RunSummary, store: StoreSummary, index: number): readonly Line[] {
  const paths = new Map(sourcesOf(input, summary).map((source) => [source.id, source.paths]));
  const from = (kind: string): readonly string[] => paths.get(storeSourceId(kind, index)) ?? [];
  const number = (measure: string, value: SummaryNumber, kind: string): Line => ({ store: store.id, measure, value: value.seconds, unit: 's', class: value.class, result: value.seconds === null ? 'not measured' : 'measured', why: value.why, evidence: from(kind) });
  const counted = (measure: string, value: number | undefined, kind: string): Line => ({ store: store.id, measure, value: value ?? null, unit: 'count', result: value === undefined ? 'not measured' : 'measured', evidence: from(kind) });
  const { integrity, posture, beacons } = store;
  return [
    number('time to recover, from detection', store.rtaFromDetection, 'rta'),
    number('time to recover, from declaration', store.rtaFromDeclaration, 'rta'),
    ...store.rtaParts.map((part): Line => ({ store: store.id, measure: `part: ${part.name}`, value: part.seconds, unit: 's', class: part.class, result: 'measured', evidence: from('rta') })),
    ...(['expected', 'recovered', 'missing', 'unexpected', 'different', 'lostWrites'] as const).map((key) => counted(`content: ${key}`, integrity?.[key], 'content')),
    counted('settings: checked', posture?.checked, 'posture'),
    counted('settings: drifted', posture?.drifted.length, 'posture'),
    ...(['acknowledged', 'stable', 'lost', 'stale', 'neverRead', 'resurrected', 'duplicated', 'indeterminate', 'holes', 'lostAfterT0'] as const).map((key) => counted(`beacons: ${key}`, beacons[key], 'beacons')),
  ];
}

/** A cell of text: controls are shown, quotes doubled, and what a spreadsheet would run begins with an apostrophe. */
function text(raw: string): string {
  const seen = visible(raw);
  const safe = /^[\s]*[=+\-@\uff1d\uff0b\uff0d\uff20|%]/.test(seen) ? `'${seen}` : seen;
  return /[",\r\n;\t]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
