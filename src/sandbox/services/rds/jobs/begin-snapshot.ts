import type { Instance, Snapshot, SnapshotType, Tags } from '../model.ts';
import { modelledMicros } from '../times.ts';
import type { JobScope } from './job-kind.ts';

/** A snapshot of an instance before its bytes are there. */
export function newSnapshot(instance: Instance, snapshot: { readonly name: string; readonly type: SnapshotType; readonly tags: Tags; readonly startedMicros: number; readonly endsMicros: number }): Snapshot {
  const { account, region, ref, settings } = instance;
  return {
    account, region, ref, settings, ...snapshot,
    status: 'creating',
    instanceName: instance.name,
    instanceCreatedMicros: instance.createdMicros ?? snapshot.startedMicros,
    createdMicros: null,
    originalCreatedMicros: null,
    point: null,
    sizeBytes: 0,
    keyArn: settings.keyArn,
    instanceTags: instance.tags,
    sharedWith: [],
    source: null,
  };
}

/** Begins a snapshot: the instance is backing up while it lasts, until `endsMicros` or as long as the model says. Inside a transaction. */
export function beginSnapshot({ context, state }: Pick<JobScope, 'context' | 'state'>, instance: Instance, snapshot: { readonly name: string; readonly type: SnapshotType; readonly tags: Tags; readonly endsMicros: number | null }): Snapshot {
  const startedMicros = Math.floor(context.time.nowMicros());
  const { name } = snapshot;
  const made = state.snapshots.put(newSnapshot(instance, { ...snapshot, startedMicros, endsMicros: snapshot.endsMicros ?? startedMicros + modelledMicros(context, 'rds-snapshot') }));
  state.edit(instance.ref, () => ({ status: 'backing-up' }));
  state.jobs.add({ kind: 'snapshot', ref: instance.ref, at: startedMicros, data: { account: instance.account, region: instance.region, name, endsMicros: snapshot.endsMicros } });
  return made;
}
