import type { Reason, Verdict } from '#contract/run-summary';
import { verdictOfCode } from './reason-codes.ts';

/** Worst first, among the verdicts of a run that reached the fault. */
const SEVERITY: readonly Verdict[] = ['fail-not-recovered', 'fail-integrity', 'fail-objective', 'inconclusive', 'aborted', 'refused', 'pass'];

/** The worst of several verdicts; nothing judged at all is `inconclusive`, never `pass`. */
export function worstVerdict(verdicts: readonly Verdict[]): Verdict {
  return SEVERITY.find((verdict) => verdicts.includes(verdict)) ?? 'inconclusive';
}

/** The verdict that a list of reasons makes; none at all is a pass. */
export function verdictOf(reasons: readonly Reason[]): Verdict {
  return worstVerdict(['pass', ...reasons.map((reason) => verdictOfCode(reason.code))]);
}

/** Reasons with the gravest first, in a stable order. */
export function gravestFirst(reasons: readonly Reason[]): readonly Reason[] {
  return [...reasons].sort((a, b) => SEVERITY.indexOf(verdictOfCode(a.code)) - SEVERITY.indexOf(verdictOfCode(b.code)));
}
