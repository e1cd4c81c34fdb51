import type { RunEvent, RunStarted } from '#contract/events';
import type { Judgement } from '#contract/judgement';
import type { RunMeasurement, StoreMeasurement } from '#contract/measurement';
import type { Reason } from '#contract/run-summary';
import { checkerReasons, reasonsBeforeFault } from './before-fault.ts';
import { judgeClaims } from './claims.ts';
import { findingsOf } from './findings.ts';
import { integrityReasons } from './integrity-reasons.ts';
import { mutationResult } from './mutation-result.ts';
import { clockReasons, objectiveReasons } from './objective-reasons.ts';
import { ownCheckReasons } from './own-check-reasons.ts';
import { readingReasons } from './reading-reasons.ts';
import { reason } from './reason-codes.ts';
import { recoveryReasons, stoppedBy } from './recovery-reasons.ts';
import { gravestFirst, verdictOf, worstVerdict } from './verdict-order.ts';

/** The verdict of a run from its facts and numbers alone: never better than what was read, always with reasons. Pure. */
export function judgeRun(started: RunStarted, events: readonly RunEvent[], measurement: RunMeasurement): Judgement {
  const stores = measurement.reachedFault ? measurement.stores.map((store) => judgeStore(store, started, events)) : notReached(started, events);
  const reasons = gravestFirst(distinct(stores.length > 0 ? stores.flatMap((store) => store.reasons) : [reason('reading.record', null, 'the record names no store')]));
  const verdict = stores.length > 0 ? worstVerdict(stores.map((store) => store.verdict)) : verdictOf(reasons);
  return {
    verdict,
    reasons,
    stores,
    findings: findingsOf(started, events, measurement),
    claims: judgeClaims({ started, events, measurement, reasons }),
    mutations: mutationResult(started, { events, measurement, verdict, reasons }),
    stoppedBy: stoppedBy(events) ?? signalBeforeFault(events, measurement),
  };
}

type StoreVerdict = Judgement['stores'][number];

function judgeStore(store: StoreMeasurement, started: RunStarted, events: readonly RunEvent[]): StoreVerdict {
  const recovery = recoveryReasons(store, events);
  const reasons = gravestFirst([
    ...recovery,
    ...integrityReasons(store),
    ...ownCheckReasons(store.id, events),
    ...objectiveReasons(store, started.objectives),
    ...clockReasons(store),
    ...checkerReasons(events).filter((entry) => entry.store === null || entry.store === store.id),
    ...readingReasons({ store, events, notRecovered: recovery.length > 0 }),
    ...(started.objectives.length === 0 ? [reason('reading.objectives', store.id, 'no target is recorded to hold the numbers against')] : []),
  ]);
  return { id: store.id, verdict: verdictOf(reasons), reasons };
}

function notReached(started: RunStarted, events: readonly RunEvent[]): readonly StoreVerdict[] {
  const reasons = reasonsBeforeFault(events);
  return started.stores.map((store) => ({ id: store.id, verdict: verdictOf(reasons), reasons }));
}

function signalBeforeFault(events: readonly RunEvent[], measurement: RunMeasurement): string | null {
  const signal = events.findLast((event): event is RunEvent<'signal'> => event.type === 'signal');
  return signal && !measurement.reachedFault ? signal.data.name : null;
}

function distinct(reasons: readonly Reason[]): readonly Reason[] {
  return [...new Map(reasons.map((entry) => [`${entry.code}\0${entry.store ?? ''}\0${entry.text}`, entry])).values()];
}
