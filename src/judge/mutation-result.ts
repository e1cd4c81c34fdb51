import type { RunStarted } from '#contract/events';
import type { Reason, RunSummary, Verdict } from '#contract/run-summary';

/** Was the sabotage seen? Red is `fail-*` or `inconclusive` with the declared reason code, or one below it; `refused` and `aborted` are not red. */
export function mutationResult(started: RunStarted, verdict: Verdict, reasons: readonly Reason[]): RunSummary['mutations'] {
  if (started.mutation === null) return [];
  const expect = started.mutationExpect ?? null;
  const got = `${verdict}${reasons.length > 0 ? ` (${[...new Set(reasons.map((reason) => reason.code))].join(', ')})` : ''}`;
  if (!expect) return [{ id: started.mutation, expect: { verdict: 'unknown', reasonCode: 'unknown' }, seenRed: false, got: `${got}; the record does not say what had to be seen` }];
  const red = verdict === 'inconclusive' || verdict.startsWith('fail-');
  const named = reasons.some(({ code }) => code === expect.reasonCode || code.startsWith(`${expect.reasonCode}.`));
  return [{ id: started.mutation, expect, seenRed: red && named, got }];
}
