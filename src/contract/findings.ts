import type { Finding } from './run-summary.ts';

/** What became of a finding across runs, told from the register at one moment. */
export interface FindingState {
  readonly id: string;
  readonly severity: Finding['severity'];
  readonly title: string;
  readonly scenario: string;
  readonly store: string | null;
  /** An acceptance that has run out is open again. */
  readonly state: 'open' | 'accepted' | 'closed';
  readonly owner: string | null;
  /** Day, such as 2026-11-30 (UTC). */
  readonly due: string | null;
  /** Open, and its day is over; or an acceptance that ran out. */
  readonly overdueDays: number;
  /** Numbers of the runs that have it, ascending. */
  readonly seen: readonly number[];
  /** Numbers of later runs that looked at the same thing in the same way and did not have it. */
  readonly retested: readonly number[];
  readonly accepted: { readonly by: string; readonly until: string; readonly why: string } | null;
  /** The run that is the proof. */
  readonly closedBy: number | null;
}
