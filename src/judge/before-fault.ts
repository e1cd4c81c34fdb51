import type { RunEvent } from '#contract/events';
import type { Reason } from '#contract/run-summary';
import { eventsOf, lastOf } from '#measure/events-of';
import { codePart, reason } from './reason-codes.ts';

/** Why a run that never reached the fault ended: a guard refused, a check proved worthless, or it was aborted. Never empty. */
export function reasonsBeforeFault(events: readonly RunEvent[]): readonly Reason[] {
  const ended = lastOf(events, 'run.ended')?.data;
  const refusals = eventsOf(events, 'guard.checked').filter((event) => !event.data.ok).map(({ data }) => reason(`refused.${codePart(data.guard)}`, null, `guard ${data.guard}: ${data.detail}`));
  if (refusals.length > 0) return refusals;
  const checker = checkerReasons(events);
  if (checker.length > 0) return checker;
  if (ended?.end === 'checker') return [reason('checker', null, ended.reason ?? 'a check said yes to input that is known to be bad')];
  if (ended?.end === 'unable') return [reason('reading.engine', null, ended.reason ?? 'an engine that the scenario needs cannot be had')];
  if (ended?.end === 'refused') return [reason('refused.start', null, ended.reason ?? 'the run was refused before anything was broken')];
  return [aborted(events, ended?.reason ?? null)];
}

/** Checks that said yes to their negative control. */
export function checkerReasons(events: readonly RunEvent[]): readonly Reason[] {
  return eventsOf(events, 'control.checked')
    .filter((event) => event.data.saidYes)
    .map(({ data }) => reason('checker', data.store, `the check "${data.check}" said yes to ${data.input}: ${data.detail}`));
}

function aborted(events: readonly RunEvent[], why: string | null): Reason {
  const ended = lastOf(events, 'run.ended');
  const signal = lastOf(events, 'signal')?.data;
  if (signal) return reason('aborted.signal', null, `stopped by ${signal.name} before the fault`);
  if (!ended || ended.data.end === 'interrupted') return reason('aborted.interrupted', null, 'the run was killed before the fault and not resumed');
  const phase = eventsOf(events, 'phase.ended').findLast((event) => event.data.outcome !== 'done')?.phase;
  if (phase === '2-baseline') return reason('aborted.baseline', null, why ?? 'the baseline was not steady');
  return reason('aborted.error', null, why ?? 'the run ended before the fault');
}
