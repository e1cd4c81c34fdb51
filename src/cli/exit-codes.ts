import { EXIT } from '#contract/errors';
import type { RunSummary } from '#contract/run-summary';
import { exitCodeOf } from '#judge/exit-code';
import { RedrillError } from '#kit/redrill-error';

/** The code of one finished run: its verdict's, or 7 when the target could not be put back. */
export function exitCodeOfRun(verdict: RunSummary['verdict'], how: { readonly putBackOk: boolean; readonly reportOnly: boolean }): number {
  const code = exitCodeOf(verdict, how.putBackOk);
  return how.reportOnly ? reportOnly(verdict, code) : code;
}

/** A true red is the tool's success: 0 when the drill reached a measured verdict and was put back. */
function reportOnly(verdict: RunSummary['verdict'], code: number): number {
  const measured = verdict === 'pass' || verdict === 'fail-objective' || verdict === 'fail-integrity';
  return measured && code !== EXIT['not-put-back'] ? EXIT.pass : code;
}

/** The code of an error that ended a command; anything that is no RedrillError is a bug of redrill. */
export function exitCodeOfError(error: unknown): number {
  return error instanceof RedrillError ? error.exitCode : EXIT.internal;
}

/** 128 + the number of the signal at whose second arrival the process left. */
export function exitCodeOfSignal(name: string): number {
  const numbers: Readonly<Record<string, number>> = { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGTERM: 15 };
  return 128 + (numbers[name] ?? 15);
}
