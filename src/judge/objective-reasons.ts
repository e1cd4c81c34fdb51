import type { Objectives } from '#contract/events';
import type { Measured, StoreMeasurement } from '#contract/measurement';
import type { Reason } from '#contract/run-summary';
import { humanDuration } from '#kit/durations';
import { codePart, reason } from './reason-codes.ts';
import { isClock } from './reading-reasons.ts';

/** Targets that were missed, each set judged apart; an RPO is judged by this strike and by the worst moment of the window. */
export function objectiveReasons(store: StoreMeasurement, objectives: readonly Objectives[]): readonly Reason[] {
  return objectives.flatMap((set) => {
    const part = codePart(set.source);
    const reasons: Reason[] = [];
    if (over(store.rta, set.rtoSeconds)) reasons.push(reason(`rto-missed.${part}`, store.id, `recovery took ${humanDuration(store.rta.value)}, ${humanDuration(store.rta.value - set.rtoSeconds)} over the ${set.source} RTO of ${humanDuration(set.rtoSeconds)}`));
    if (over(store.rpa, set.rpoSeconds)) reasons.push(reason(`rpo-missed.${part}.strike`, store.id, `this strike lost ${humanDuration(store.rpa.value)} of writes, ${humanDuration(store.rpa.value - set.rpoSeconds)} over the ${set.source} RPO of ${humanDuration(set.rpoSeconds)}`));
    if (over(store.rpaWorst, set.rpoSeconds)) reasons.push(reason(`rpo-missed.${part}.worst`, store.id, `the worst moment of the window would have lost ${humanDuration(store.rpaWorst.value)} of writes, ${humanDuration(store.rpaWorst.value - set.rpoSeconds)} over the ${set.source} RPO of ${humanDuration(set.rpoSeconds)}`));
    return reasons;
  });
}

function over(measured: Measured, target: number): measured is Measured & { readonly value: number } {
  return measured.value !== null && !(measured.value <= target);
}

/** The clock as a reason, once per store, for whatever number was withheld because of it. */
export function clockReasons(store: StoreMeasurement): readonly Reason[] {
  const whys = [store.rta, store.rpa, store.rpaWorst].flatMap((number) => (number.value === null && isClock(number.why) ? [number.why] : []));
  const [why] = whys;
  return why === undefined ? [] : [reason('clock', store.id, why.replace(/^clock: /, ''))];
}
