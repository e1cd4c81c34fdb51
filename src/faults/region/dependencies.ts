import type { Dependency } from '#contract/events';
import type { DrillContext } from '#contract/modules';
import { commonNeeds } from './needs/common-needs.ts';
import { copyNeeds } from './needs/copy-needs.ts';
import { settingNeeds } from './needs/setting-needs.ts';
import type { Struck } from './needs/struck.ts';

/**
 * What the recovery of a store rests on when a region goes, and where that lies: copies and their keys, secrets, groups, other stores; told with
 * the first store, what all share: role, alarms, entry, control planes. By looking only, as the observer, before anything is cut.
 */
export async function dependencies(context: DrillContext, { store, region, also }: { readonly store: string; readonly region: string; readonly also: readonly string[] }): Promise<readonly Dependency[]> {
  const struck: Struck = { store: context.store(store), regions: [region, ...also] };
  const first = context.run.faults?.[0]?.with['store'] === store;
  return [...(await copyNeeds(context, struck)), ...(await settingNeeds(context, struck)), ...(first ? await commonNeeds(context, struck) : [])];
}
