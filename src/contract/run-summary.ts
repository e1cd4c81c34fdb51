import type { NumberClass } from './clock.ts';
import type { IntegrityReading, PhaseName, WitnessReading } from './events.ts';
import type { LoadReading } from './user-service.ts';
import type { BeaconCounts, PostureDrift, RtaPart, Timeline } from './measurement.ts';

export type Verdict = 'pass' | 'fail-objective' | 'fail-integrity' | 'fail-not-recovered' | 'inconclusive' | 'aborted' | 'refused';

/** Why a verdict is what it is. `code` is stable and dotted, e.g. `rpo-missed.house.strike`, `integrity.missing`, `posture.drift`, `checker`. */
export interface Reason {
  readonly code: string;
  readonly store: string | null;
  readonly text: string;
}

export interface SummaryNumber {
  readonly value: string | null;
  readonly seconds: number | null;
  readonly class: NumberClass | null;
  readonly why?: string;
  readonly resolution?: string;
}

/** `run.json`: what other tools read. Names are only ever added. Durations are ISO 8601; `seconds` are numbers; unmeasured is null beside `why`. */
export interface RunSummary {
  readonly schema: 'redrill.run/1';
  readonly run: { readonly number: number; readonly id: string; readonly scenario: string; readonly title: string; readonly variant: string | null; readonly mutation: string | null; readonly startedAt: string; readonly endedAt: string | null; readonly command: readonly string[]; readonly version: string; readonly commit: string | null; readonly stoppedBy: string | null };
  readonly target: { readonly kind: 'sandbox' | 'aws'; readonly pace: 'fast' | 'real'; readonly accounts: Readonly<Record<string, string>>; readonly regions: Readonly<Record<string, string>> };
  readonly objectives: readonly { readonly source: string; readonly rto: string; readonly rpo: string }[];
  readonly verdict: Verdict;
  readonly reasons: readonly Reason[];
  readonly stores: readonly StoreSummary[];
  readonly rta: SummaryNumber;
  readonly rpa: SummaryNumber;
  readonly timeline: Timeline;
  /** Who noticed the fault, and when the alarm says that it began; absent where nobody did. */
  readonly detection?: { readonly at: string; readonly source: string; readonly why: string; readonly began?: string };
  readonly strike: { readonly after: string; readonly offsetSeconds: number; readonly how: string; readonly seed: string } | null;
  readonly clock: { readonly drillStartedAt: string; readonly realStartedAt: string; readonly realSeconds: number };
  readonly putBack: { readonly ok: boolean; readonly left: readonly string[]; readonly commands: readonly string[]; readonly how: string } | null;
  readonly resumes: readonly { readonly at: string; readonly downSeconds: number }[];
  readonly engines: readonly { readonly name: string; readonly version: string; readonly how: string }[];
  readonly record: { readonly events: number; readonly sha256: string };
  readonly phases: readonly { readonly name: string; readonly startedAt: string; readonly seconds: number; readonly realSeconds: number; readonly class: NumberClass }[];
  readonly runbook: { readonly path: string; readonly sha256: string; readonly documented: number; readonly executed: number; readonly manual: number; readonly deviations: readonly { readonly n: number; readonly what: string; readonly edit: string | null }[] } | null;
  readonly service: { readonly journeys: readonly { readonly name: string; readonly result: string; readonly why?: string }[]; readonly availability: number | null; readonly errorRate: number | null; readonly journeysBy?: string; readonly screenshot?: string; readonly journeysFrom?: readonly string[]; readonly load?: LoadReading; readonly loadPhases?: readonly LoadPhase[]; readonly outages?: readonly RealOutage[]; readonly ownChecks?: readonly { readonly id: string; readonly tag: string; readonly result: string; readonly detail: string }[] };
  readonly claims: readonly { readonly id: string; readonly result: 'confirmed' | 'refuted' | 'open'; readonly why: string; readonly evidence: string | null }[];
  readonly findings: readonly Finding[];
  readonly safety: { readonly guards: readonly { readonly guard: string; readonly ok: boolean; readonly detail: string }[]; readonly touched: readonly string[]; readonly leftBehind: readonly string[] };
  /** Filled for a mutated run: was the sabotage seen? */
  readonly mutations: readonly { readonly id: string; readonly expect: { readonly verdict: string; readonly reasonCode: string }; readonly seenRed: boolean; readonly got: string }[];
  readonly notExercised: readonly { readonly what: string; readonly why: string }[];
}

/** What load saw in the real time of one phase. `p95Ms`: of the seconds of the phase, the one in the middle and the worst; null where not measured. */
export interface LoadPhase {
  readonly phase: PhaseName;
  readonly realSeconds: number;
  readonly requests: number;
  readonly failed: number;
  readonly p95Ms: { readonly middle: number; readonly worst: number } | null;
}

/** One outage in real time (ISO 8601 UTC), each end as an interval that holds the truth; `up` is null when it outlasted the load. */
export interface RealOutage {
  readonly down: readonly [string, string];
  readonly up: readonly [string, string] | null;
  /** At least and at most; null when it outlasted the load. */
  readonly seconds: readonly [number, number] | null;
}

export interface StoreSummary {
  readonly id: string;
  readonly service: string;
  readonly verdict: Verdict;
  readonly reasons: readonly Reason[];
  readonly rta: SummaryNumber;
  readonly rtaFromDetection: SummaryNumber;
  readonly rtaFromDeclaration: SummaryNumber;
  readonly rtaParts: readonly RtaPart[];
  readonly rpa: SummaryNumber;
  readonly rpaWorst: SummaryNumber & { readonly window: { readonly from: string; readonly to: string } | null; readonly unmeasuredPoints?: number; readonly basis?: 'claimed' | 'claimed-and-proved' };
  readonly timeline: Timeline;
  readonly objectives: readonly { readonly source: string; readonly rto: string; readonly rpo: string }[];
  readonly engineSeconds: number;
  readonly integrity: IntegrityReading | null;
  readonly witnesses?: readonly WitnessReading[];
  readonly beacons: BeaconCounts & { readonly lostWrites: number | null };
  readonly posture: { readonly checked: number; readonly drifted: readonly PostureDrift[]; readonly stronger: readonly string[]; readonly declared: readonly string[] } | null;
}

export interface Finding {
  /** `F-` + 8 hex digits of SHA-256(scenario, store, cause): stable across runs. */
  readonly id: string;
  readonly severity: 'high' | 'medium' | 'low';
  readonly store: string | null;
  readonly cause: string;
  readonly title: string;
  readonly detail: string;
  readonly claim: string | null;
  readonly edit: string | null;
}
