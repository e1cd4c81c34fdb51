import type { NumberClass } from '#contract/clock';
import type { RunStarted } from '#contract/events';
import type { Measured } from '#contract/measurement';

/** A number that was measured. */
export function measured(value: number, numberClass: NumberClass, resolutionSeconds?: number): Measured {
  return resolutionSeconds === undefined ? { value, class: numberClass } : { value, class: numberClass, resolutionSeconds };
}

/** A number that was not measured, and why. */
export function notMeasured(why: string): Measured & { readonly value: null } {
  return { value: null, class: null, why };
}

/** What kind of number a run's times are: jumping drill time is a model, local real time is local work; never better than it is. */
export function classOfRun(started: RunStarted): NumberClass {
  if (started.target.kind === 'aws') return 'aws-sandbox';
  return started.target.pace === 'fast' ? 'modelled' : 'local';
}
