import type { IntegrityReading, RunEvent, RunStarted } from '#contract/events';
import type { RunMeasurement } from '#contract/measurement';
import type { Reason, RunSummary, Verdict } from '#contract/run-summary';
import { eventsOf, lastOf, recoverySteps } from '#measure/events-of';

export interface Judged {
  readonly events: readonly RunEvent[];
  readonly measurement: Pick<RunMeasurement, 'stores'>;
  readonly verdict: Verdict;
  readonly reasons: readonly Reason[];
}

/**
 * Was the sabotage seen? Red is `fail-*` or `inconclusive` with the declared reason code, or one below it; `refused` and `aborted` are not red.
 * A reason counts that speaks of the spoilt store or of the whole run, and where the record names what was spoilt, one whose examples name it:
 * a store may be red of the same code in every drill, and that has seen nothing.
 */
export function mutationResult(started: RunStarted, judged: Judged): RunSummary['mutations'] {
  if (started.mutation === null) return [];
  const { verdict, reasons } = judged;
  const expect = started.mutationExpect ?? null;
  const got = `${verdict}${reasons.length > 0 ? ` (${[...new Set(reasons.map((reason) => reason.code))].join(', ')})` : ''}`;
  if (!expect) return [{ id: started.mutation, expect: { verdict: 'unknown', reasonCode: 'unknown' }, seenRed: false, got: `${got}; the record does not say what had to be seen` }];
  const red = verdict === 'inconclusive' || verdict.startsWith('fail-');
  const declared = reasons.filter(({ code }) => code === expect.reasonCode || code.startsWith(`${expect.reasonCode}.`));
  const whys = declared.map((reason) => whyOther(reason, judged));
  const seenRed = red && whys.includes(null);
  const [why] = whys;
  return [{ id: started.mutation, expect, seenRed, got: red && !seenRed && why != null ? `${got}; ${why}` : got }];
}

/** Why a reason of the declared code has not seen the sabotage; null where it has. */
function whyOther({ code, store }: Reason, { events, measurement }: Judged): string | null {
  const applied = eventsOf(events, 'mutation.applied').map(({ data }) => data);
  const sabotaged = applied.at(-1)?.store;
  // Reasons without a store speak of the whole run: a check or the clock proved worthless before anything was broken.
  if (sabotaged === undefined || store === null) return null;
  if (store !== sabotaged) return `${code} is said of ${store}, and ${sabotaged} was sabotaged`;
  const failed = code.startsWith('not-recovered.') ? failedStepStore(events) : null;
  if (failed !== null && failed !== sabotaged) return `the step that failed is about ${failed}, and ${sabotaged} was sabotaged`;
  const kind = KINDS.find((one) => code === `integrity.${one}`);
  const spoilt = new Set(applied.flatMap((data) => data.spoilt ?? []));
  if (kind === undefined || spoilt.size === 0) return null;
  const samples = measurement.stores.find(({ id }) => id === store)?.integrity?.samples ?? [];
  return samples.some((sample) => sample.kind === kind && spoilt.has(sample.name)) ? null : `no example of ${code} names ${[...spoilt].join(' or ')}, which was sabotaged`;
}

const KINDS: readonly IntegrityReading['samples'][number]['kind'][] = ['missing', 'unexpected', 'different'];

/** A step that fails ends the recovery of every store; it speaks of the one that it is about. */
function failedStepStore(events: readonly RunEvent[]): string | null {
  const failed = recoverySteps(events, 'step.ended').findLast(({ data }) => data.outcome === 'failed');
  return lastOf(failed === undefined ? [] : events.filter((event) => event.type === 'step.started' && event.data.n === failed.data.n), 'step.started')?.data.store ?? null;
}
