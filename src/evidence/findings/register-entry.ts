import type { Finding } from '#contract/run-summary';

/** A finding as a run had it. */
export type Sighting = Pick<Finding, 'id' | 'severity' | 'store' | 'cause' | 'title'>;

/** A run that was concluded: what it had, and what it looked at and did not have. `record` is its seal: a resumed run is concluded anew. */
export interface ConcludedRun {
  readonly kind: 'concluded';
  readonly run: number;
  readonly runId: string;
  readonly scenario: string;
  readonly variant: string | null;
  readonly record: string;
  readonly seen: readonly Sighting[];
  readonly retested: readonly string[];
}

/** What people decided of one finding. */
export type Decision =
  | { readonly kind: 'assigned'; readonly id: string; readonly owner: string | null; readonly due: string | null }
  | { readonly kind: 'accepted'; readonly id: string; readonly by: string; readonly until: string; readonly why: string }
  | { readonly kind: 'closed'; readonly id: string; readonly run: number };

/** What one line of `results/findings.ndjson` says, beside its place in the chain. */
export type RegisterFact = ConcludedRun | Decision;

/** One line of the register. `at` is real time; `prev` the SHA-256 of the line before. */
export type RegisterEntry = RegisterFact & { readonly seq: number; readonly prev: string; readonly at: string };
