import type { SandboxContext, Timer } from '../../service.ts';
import type { Thing } from './model.ts';
import { stepSnapshot } from './snapshots/step-snapshot.ts';
import { ebsState } from './state.ts';
import { stepFastRestore } from './snapshots/fast-restores.ts';
import type { ThingRows } from './thing-rows.ts';
import { stepRule } from './bin/rules.ts';
import { stepVolume } from './volumes/step-volume.ts';

/** A thing that did not move on although it was due is looked at again after this. */
const RETRY_MICROS = 3_600_000_000;

/** What happens to volumes, snapshots and rules by themselves. */
export function ebsTimers(context: SandboxContext): readonly Timer[] {
  const { volumes, snapshots, fastRestores, rules } = ebsState(context);
  return [
    dueTimer(context, { name: 'ebs volumes', rows: volumes, step: (one) => stepVolume(context, one) }),
    dueTimer(context, { name: 'ebs snapshots', rows: snapshots, step: (one) => stepSnapshot(context, one) }),
    dueTimer(context, { name: 'ebs fast restores', rows: fastRestores, step: (one) => stepFastRestore(context, one) }),
    dueTimer(context, { name: 'recycle bin rules', rows: rules, step: (one) => stepRule(context, one) }),
  ];
}

/** Moves on everything that is due, one after the other. What a kill cut off is still due and begins anew. */
function dueTimer<T extends Thing>(context: SandboxContext, { name, rows, step }: { readonly name: string; readonly rows: ThingRows<T>; readonly step: (thing: T) => void | Promise<void> }): Timer {
  return {
    name,
    next: () => rows.nextDue(),
    fire: async (atMicros) => {
      for (let thing = rows.firstDue(atMicros); thing !== null && !closing(context); thing = rows.firstDue(atMicros)) {
        await guarded(context, `${name} ${thing.id}`, () => step(thing as T));
        const after = rows.find(thing.id);
        // one that stays as it is would be fired for ever
        if (!closing(context) && after !== null && JSON.stringify(after) === JSON.stringify(thing)) ebsState(context).change(() => rows.put({ ...after, due: atMicros + RETRY_MICROS }));
      }
    },
  };
}

async function guarded(context: SandboxContext, what: string, work: () => void | Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (closing(context)) return;
    // the others that are due must go on
    context.log(`${what} failed: ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
  }
}

function closing({ closing: signal }: SandboxContext): boolean {
  return signal?.aborted === true;
}
