import type { StoreConfig } from '#contract/config.schema';
import type { DrillContext } from '#contract/modules';
import type { Run } from './run.ts';
import { codeOf, groundOf, isLostGround, messageOf } from './stop-run.ts';

/** Reads the recovery points of a store into the record; the newest reading of a moment counts. */
export async function readPoints(run: Run, context: DrillContext, store: StoreConfig, moment: 'baseline' | 'end'): Promise<boolean> {
  return reading(run, `points of ${store.id}`, async () => {
    const read = await run.service(store).points.read(context, store, moment);
    await run.note('points.read', { store: store.id, moment, ...read });
  });
}

/** Reads the settings of a store's resource: after recovery the candidate's while there is one, after putting back those of the resource that was put back. */
export async function readPosture(run: Run, context: DrillContext, store: StoreConfig, moment: 'baseline' | 'end' | 'put-back'): Promise<boolean> {
  return reading(run, `posture of ${store.id}`, async () => {
    const { posture: probe } = run.service(store);
    const binding = moment === 'end' ? run.bindings.candidate(store.id) : run.bindings.bound(store.id);
    const posture = await probe.read(context, binding);
    await run.note('posture.read', { store: store.id, moment, resource: binding.resource, posture, comparators: probe.comparators });
  });
}

/** A reading that fails is an error fact and a missing reading, never a crash: the judge names what is missing. */
export async function reading(run: Run, what: string, read: () => Promise<void>): Promise<boolean> {
  try {
    await read();
    return true;
  } catch (thrown) {
    const error = await groundOf(run.input.clock, thrown);
    if (isLostGround(error) || run.input.stop.second.aborted) throw error;
    await run.note('error', { where: what, code: codeOf(error), message: messageOf(error) });
    return false;
  }
}
