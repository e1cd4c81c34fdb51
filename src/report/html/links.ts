import type { ReportInput } from '#contract/reporting';
import type { RunSummary } from '#contract/run-summary';
import { seqOfPath, storeSourceId } from '../source.ts';
import type { Links } from './markdown-html.ts';

/** The anchor of a cited event in the appendix. */
export function eventAnchor(seq: number): string {
  return `seq-${seq}`;
}

/** Where the numbers of a section lead: to the entry of the appendix that names their paths. */
export function sectionLinks(title: string, input: ReportInput, summary: RunSummary, cited: ReadonlySet<number>): Links {
  const known = new Set(input.measurement.steps.map(({ n }) => String(n)));
  const anchor = (of: Pick<Row, 'row' | 'head' | 'before'>): string | null => RULES[title]?.({ ...of, summary, steps: known }) ?? null;
  return {
    name: (text) => citedAnchor(text, cited),
    cell: ({ column, ...of }) => (isNumber(of.row[column] ?? '') ? anchor(of) : null),
  };
}

/** The anchor of a path into the record that the appendix cites. */
export function citedAnchor(path: string, cited: ReadonlySet<number>): string | null {
  const seq = seqOfPath(path);
  return seq !== null && cited.has(seq) ? eventAnchor(seq) : null;
}

/** Numbers, durations, shares and moments; names of things are none, even where they begin with a digit. */
function isNumber(text: string): boolean {
  return /^[+~-]?\d[\d,.]*(?:$|[\s/%:;]|-\d\d)/.test(text);
}

interface Row {
  readonly row: readonly string[];
  readonly head: readonly string[];
  readonly before: string;
  readonly summary: RunSummary;
  readonly steps: ReadonlySet<string>;
}

const RULES: Readonly<Record<string, (of: Row) => string | null>> = {
  Timeline: ({ row }) => (/^T[0-8]$/.test(row[0] ?? '') ? `from-${row[0]}` : null),
  'Recovery time and its parts': ({ head, summary }) => ofStore('rta', /\((.*)\)/.exec(head[0] ?? '')?.[1] ?? '', summary),
  'Steps of the runbook': ({ row, steps }) => (steps.has(row[0] ?? '') ? `from-step-${row[0]}` : null),
  'What the recovery rests on': () => 'from-dependencies',
  Integrity: ({ row, summary }) => ofStore('content', row[0] ?? '', summary),
  Beacons: ({ row, summary }) => ofStore('beacons', row[0] ?? '', summary),
  Settings: ({ before, summary }) => ofStore('posture', before.slice(0, before.indexOf(':')), summary),
  'Recovery points': ({ before, summary }) => ofStore('points', before.slice(0, before.indexOf(':')), summary),
  Findings: () => 'from-findings',
  Service: () => 'from-service',
  Safety: () => 'from-guards',
  'Put back': () => 'from-put-back',
  Files: () => 'from-record',
};

function ofStore(kind: string, id: string, { stores }: RunSummary): string | null {
  const index = stores.findIndex((store) => store.id === id);
  return index === -1 ? null : storeSourceId(kind, index);
}
