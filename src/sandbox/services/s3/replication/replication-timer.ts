import { setImmediate as breathe } from 'node:timers/promises';
import { regionFaultsOf } from '../../../regions/region-faults.ts';
import type { SandboxContext, Timer } from '../../../service.ts';
import { stateOf } from '../state.ts';
import { replicate } from './replicate.ts';

/** Replicates what is due, oldest first. A version whose replication is cut off by the end of the sandbox is still due at the next start. */
export function replicationTimer(context: SandboxContext): Timer {
  const { replication } = stateOf(context.catalogue);
  replication.listen(() => context.time.changed());
  regionFaultsOf(context.catalogue).onChange(() => replication.resume());
  return {
    name: 's3 replication',
    next: () => replication.next(),
    fire: async (atMicros) => {
      for (let due = replication.due(atMicros); due.length > 0; due = replication.due(atMicros)) {
        for (const one of due) {
          if (context.closing?.aborted === true) return;
          await replicate(context, one);
        }
        await breathe();
      }
    },
  };
}
