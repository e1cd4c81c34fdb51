import type { StoreConfig } from '#contract/config.schema';
import type { DrillContext } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { readPointer } from '#targets/pointer';

/** The id of the volume that the store's pointer holds; null when there is no pointer. */
export async function resolveVolume(context: DrillContext, store: StoreConfig): Promise<string | null> {
  const value = await readPointer(context.targets.access('drill-observer', context.binding(store.id).region), store.pointer);
  if (value !== null && !/^vol-[0-9a-z]+$/.test(value)) throw new RedrillError('ebs.pointer-astray', `the pointer ${store.pointer} says ${JSON.stringify(value)}, which is no id of a volume (vol-...): was it changed by hand?`, { actor: 'platform' });
  return value;
}
