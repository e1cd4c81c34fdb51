import type { StoreConfig } from '#contract/config.schema';
import type { DrillContext } from '#contract/modules';
import { readPointer } from '#targets/pointer';

/** The table that the store's pointer names now; null when there is no pointer. */
export function resolveTable(context: DrillContext, { id, pointer }: StoreConfig): Promise<string | null> {
  return readPointer(context.targets.access('drill-observer', context.binding(id).region), pointer);
}
