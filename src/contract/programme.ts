import type { RunSummary, Verdict } from './run-summary.ts';

/** One attempt of the ledger with what became of it. */
export interface ProgrammeRun {
  readonly number: number;
  readonly id: string;
  readonly scenario: string;
  /** Real time at which the attempt was entered. */
  readonly startedAt: string;
  /** Kind of the newest entry of the ledger. */
  readonly kind: string;
  readonly verdict: Verdict | null;
  readonly putBack: boolean | null;
  /** Null while it has no `run.json`, or one that is not of the record that the ledger names. */
  readonly summary: RunSummary | null;
  /** Why it says less than the ledger promises; null for a sound one. */
  readonly problem: string | null;
}

/** `planned`: its first date is still to come. `stale`: drilled in time, but no pass counts any more. */
export type DrillStatus = 'done' | 'planned' | 'due' | 'overdue' | 'stale';

/** A run as the programme names it. */
export interface RunMark {
  readonly number: number;
  readonly id: string;
  readonly startedAt: string;
  readonly verdict: Verdict;
}

/** One drill that comes back: a scenario of an entry in one of its forms. */
export interface ProgrammeDrill {
  readonly entry: string;
  readonly scenario: string;
  /** Null: the plain form. */
  readonly variant: string | null;
  readonly every: string;
  readonly stores: readonly string[];
  readonly status: DrillStatus;
  /** One sentence that says why. */
  readonly why: string;
  /** Since when it has to be drilled (again); null when nothing is open. */
  readonly dueSince: string | null;
  /** Its newest date or change: what the last run is held against. */
  readonly needAt: string | null;
  /** What made it needed then. */
  readonly needBy: 'date' | 'change' | null;
  readonly nextAt: string | null;
  /** Newest run that reached its fault and that nobody sabotaged. */
  readonly lastRun: RunMark | null;
  readonly lastPass: RunMark | null;
  /** Until when the last pass counts. */
  readonly freshUntil: string | null;
  readonly people: { readonly operator: string | null; readonly approver: string | null; readonly reviewer: string | null };
}

/** The newest pass of one store under one scenario, any form. */
export interface CoverageCell {
  readonly store: string;
  readonly scenario: string;
  /** `not-planned`: a scenario of this store that no entry of the programme names. */
  readonly state: 'fresh' | 'stale' | 'never' | 'not-planned';
  readonly lastPass: RunMark | null;
}

/** A finding that the newest run of its scenario still has. */
export interface OpenFinding {
  readonly id: string;
  readonly severity: 'high' | 'medium' | 'low';
  readonly title: string;
  readonly scenario: string;
  readonly store: string | null;
  readonly first: RunMark;
  readonly last: RunMark;
  readonly ageDays: number;
  /** As the register says; null where nobody has it. */
  readonly owner: string | null;
  /** Day (UTC). */
  readonly due: string | null;
  readonly overdueDays: number;
}

/** What the programme page and `redrill due` say, told from the ledger at one moment. */
export interface ProgrammeState {
  readonly schema: 'redrill.programme/1';
  readonly at: string;
  readonly platform: string;
  readonly drills: readonly ProgrammeDrill[];
  readonly stores: readonly { readonly id: string; readonly title: string }[];
  readonly coverage: readonly CoverageCell[];
  readonly findings: readonly OpenFinding[];
  /** Attempts that the ledger knows and the results do not tell about. */
  readonly problems: readonly string[];
}
