import type { Finding, Reason, RunSummary, Verdict } from './run-summary.ts';

/** What the judge says of a run; computed from the record alone. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly reasons: readonly Reason[];
  readonly stores: readonly { readonly id: string; readonly verdict: Verdict; readonly reasons: readonly Reason[] }[];
  readonly findings: readonly Finding[];
  readonly claims: RunSummary['claims'];
  readonly mutations: RunSummary['mutations'];
  /** What ended a run that was left for good: a signal's name, `interrupted`, or null. */
  readonly stoppedBy: string | null;
}
