import type { EXIT } from '#contract/errors';
import type { Verdict } from '#contract/run-summary';

type Codes = typeof EXIT;

// Held against contract/errors by the type: the judge takes only types from contract, so that a verifier can ship without dependencies.
const CODE_OF: { readonly [V in Verdict]: Codes[V] } = { pass: 0, 'fail-objective': 1, 'fail-integrity': 2, inconclusive: 3, aborted: 4, refused: 5, 'fail-not-recovered': 6 };
const NOT_PUT_BACK: Codes['not-put-back'] = 7;
const WORST_FIRST: readonly number[] = [7, 6, 2, 1, 3, 4, 5, 0];

/** The exit code of one run: its verdict's, or 7 when the target could not be put back, whatever the verdict. */
export function exitCodeOf(verdict: Verdict, putBackOk: boolean): number {
  return putBackOk ? CODE_OF[verdict] : NOT_PUT_BACK;
}

/** The exit code of several runs: the worst in the order 7 > 6 > 2 > 1 > 3 > 4 > 5 > 0; any other code (64, 70, 128+n) before all of them. */
export function worstExitCode(codes: readonly number[]): number {
  const foreign = codes.find((code) => !WORST_FIRST.includes(code));
  return foreign ?? WORST_FIRST.find((code) => codes.includes(code)) ?? 0;
}
