import type { StoreConfig } from '#contract/config.schema';
import type { DrillContext } from '#contract/modules';
import { readPointer } from '#targets/pointer';

/** The bucket that the store's pointer names now; null when there is no pointer. */
export function resolveBucket(context: DrillContext, store: StoreConfig): Promise<string | null> {
  return readPointer(context.targets.access('drill-observer', context.binding(store.id).region), store.pointer);
}
