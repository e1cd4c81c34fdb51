import type { Binding, DrillContext } from '#contract/modules';

/** A store as its backups know it: the resource that was lost, in the region that is its home, wherever the store serves meanwhile. */
export function homeOf(context: Pick<DrillContext, 'binding' | 'store'>, store: string): Binding {
  return { ...context.binding(store), region: context.store(store).region };
}
