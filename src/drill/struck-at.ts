import type { StoreConfig } from '#contract/config.schema';
import type { Run } from './run.ts';

/**
 * Has this run laid hands on a store? Only an effect of its fault that was begun, or one of its recovery, counts: a fault that a guard refused
 * was asked for and touched nothing, and what sabotages and variants change is undone by themselves.
 */
export function struckAt(run: Run, store: StoreConfig): boolean {
  let asked: string | null = null;
  for (const { type, phase, data } of run.input.record.events()) {
    // Faults are injected one after the other: what is begun belongs to the one that was asked for last.
    if (type === 'fault.requested') asked = data.store;
    if (type !== 'effect.intended') continue;
    if (phase === '3-disrupt' && asked === store.id && !OTHERS.test(data.effect)) return true;
    if (phase === '4-recover' && (run.stores.length === 1 || data.effect.split('/').some((part) => part.replace(STEP, '') === store.id))) return true;
  }
  return false;
}

/** Changes before and after the strike that are no fault's. */
const OTHERS = /\/(mutation|variant)\//;

/** Ends the id of an effect that a second step of one module makes. */
const STEP = /#step-\d+$/;
