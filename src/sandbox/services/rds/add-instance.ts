import { regionFaultsOf } from '../../regions/region-faults.ts';
import type { JobKindId } from './job-rows.ts';
import { groupValues } from './group-values.ts';
import { defaultAttachments, ENGINE_VERSION } from './defaults.ts';
import { errors } from './errors.ts';
import { newResourceId } from './ids.ts';
import { checkedStorage } from './named-settings.ts';
import type { Instance, InstanceSettings, Tags } from './model.ts';
import type { Scope } from './scope.ts';
import { chosenMaintenanceWindow } from './times.ts';

const INSTANCES_MOST = 40;
const STORAGE_MOST_GIB = 100_000;

/** A new instance and the job that makes it. Throws when the name is taken, a quota reached or the region has no capacity. */
export function addInstance(scope: Scope, wanted: { readonly name: string; readonly settings: InstanceSettings; readonly tags: Tags; readonly job: { readonly kind: JobKindId; readonly data: Readonly<Record<string, unknown>> }; readonly restoreJob?: string | null }): Instance {
  const { context, state, place } = scope;
  const instance = state.change(() => {
    if (state.instances.find(place, wanted.name)) throw errors.instanceExists();
    const there = state.instances.list(place);
    if (there.length >= INSTANCES_MOST) throw errors.instanceQuota();
    if (there.reduce((sum, { settings }) => sum + settings.allocatedStorage, wanted.settings.allocatedStorage) > STORAGE_MOST_GIB) throw errors.storageQuota();
    requireCapacity(scope);
    const made = state.instances.put({
      ...place,
      name: wanted.name,
      ref: newResourceId(),
      status: 'creating',
      createdMicros: null,
      settings: wanted.settings,
      tags: wanted.tags,
      pending: { settings: {}, newName: null },
      applied: groupValues(state, place, wanted.settings.parameterGroup),
      parametersPending: false,
      continuousArn: null,
      storageInit: null,
      trouble: null,
      stoppedMicros: null,
      restoreJob: wanted.restoreJob ?? null,
    });
    state.jobs.add({ kind: wanted.job.kind, ref: made.ref, at: context.time.nowMicros(), data: wanted.job.data });
    return made;
  });
  context.time.changed();
  return instance;
}

/** Refuses to launch what the region has no capacity for. */
export function requireCapacity({ context, place }: Pick<Scope, 'context' | 'place'>): void {
  if (regionFaultsOf(context.catalogue).lacksCapacity(place.region, context.time.nowMicros())) throw errors.noCapacity();
}

/** The settings of a restored instance: what its source was, but the default groups unless the request names others, Single-AZ, without deletion protection. */
export function restoredSettings(scope: Scope, source: InstanceSettings, named: Partial<InstanceSettings>, name: string): InstanceSettings {
  const settings: InstanceSettings = {
    ...source,
    ...defaultAttachments(scope.place),
    availabilityZone: `${scope.place.region}a`,
    maintenanceWindow: chosenMaintenanceWindow(name),
    engineVersion: ENGINE_VERSION,
    ...named,
  };
  checkedStorage(settings.allocatedStorage, settings.storageType);
  return settings;
}
