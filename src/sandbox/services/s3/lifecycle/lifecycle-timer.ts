import type { SandboxContext, Timer } from '../../../service.ts';
import { DAY_MICROS } from '../dates.ts';
import { stateOf } from '../state.ts';
import { runLifecycle } from './run-lifecycle.ts';

/** Runs the lifecycle rules at every midnight (UTC) of drill time, as long as any bucket has some. */
export function lifecycleTimer(context: SandboxContext): Timer {
  const state = stateOf(context.catalogue);
  return {
    name: 's3 lifecycle',
    next: () => state.lifecycle.next(),
    fire: (atMicros) => {
      runLifecycle(state, Math.floor(atMicros / DAY_MICROS) * DAY_MICROS);
      state.lifecycle.doneUntil(atMicros);
    },
  };
}
