import type { DrillContext } from '#contract/modules';

/** The drill as it is seen in one region, wherever its stores serve now: what looks at a store looks for it there. */
export function atHome(context: DrillContext, region: string): DrillContext {
  const binding: DrillContext['binding'] = (store) => ({ ...context.binding(store), region });
  return Object.create(context, { binding: { value: binding } }) as DrillContext;
}
