import type { BeaconLine, RunEvent, RunStarted } from './events.ts';
import type { FindingState } from './findings.ts';
import type { Judgement } from './judgement.ts';
import type { RunMeasurement } from './measurement.ts';
import type { RunSummary, Verdict } from './run-summary.ts';

/** What the ledger said when a run was concluded; kept in the run's folder so that a report renders the same for ever. */
export interface RunContext {
  readonly schema: 'redrill.context/1';
  readonly previous: { readonly number: number; readonly verdict: Verdict; readonly rtaSeconds: number | null; readonly rpaSeconds: number | null; readonly findings: readonly string[] } | null;
  /** The newest finished run of each other variant of the scenario that nobody sabotaged (plain form: variant null). */
  readonly otherWays?: readonly { readonly variant: string | null; readonly number: number; readonly verdict: Verdict; readonly rtaSeconds: number | null; readonly rpaSeconds: number | null; readonly rpaWorstSeconds: number | null }[];
  /** Earlier finished runs that went the same way, newest first, at most twelve; absent in older contexts. */
  readonly earlier?: readonly { readonly number: number; readonly realStartedAt: string; readonly verdict: Verdict; readonly rtaSeconds: number | null; readonly rpaSeconds: number | null; readonly rpaWorstSeconds: number | null; readonly findings: number }[];
  readonly attempts: { readonly total: number; readonly byEnd: Readonly<Record<string, number>> };
  /** Findings of the scenario with this run in the register; `record` is the seal that they were told for. Absent in older contexts. */
  readonly register?: { readonly record: string; readonly findings: readonly FindingState[] };
  /** When the report was made final (real time); absent for a draft. */
  readonly final?: { readonly at: string };
}

/** One line of a load's series: the requests of one name (where the tool tells names apart) that were sent within one real second. */
export interface LoadSecond {
  /** Start of the second, real epoch milliseconds. */
  readonly atMs: number;
  readonly requests: number;
  readonly failed: number;
  /** Failed requests count as well; null or absent where it was not measured. */
  readonly p95Ms?: number | null;
}

/** Everything a renderer may read. Renderers are pure: the same input gives the same bytes. */
export interface ReportInput {
  readonly started: RunStarted;
  readonly events: readonly RunEvent[];
  readonly measurement: RunMeasurement;
  readonly judgement: Judgement;
  readonly record: { readonly events: number; readonly sha256: string; readonly tornBytes: number };
  readonly files: readonly { readonly name: string; readonly sha256: string; readonly bytes: number }[];
  readonly context: RunContext | null;
  /** What the load saw second by second; absent where there is no series. */
  readonly loadSeries?: readonly LoadSecond[];
}

/** How `evidence/conclude` reaches the renderers without importing them. */
export interface ReportingPort {
  summarise(input: ReportInput): RunSummary;
  /** One format after the other, each rendered when it is asked for: whoever writes them need not hold all. */
  render(input: ReportInput, summary: RunSummary): Iterable<{ readonly file: string; readonly text: string }>;
}

export type BeaconsByStore = ReadonlyMap<string, readonly BeaconLine[]>;
