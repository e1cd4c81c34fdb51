import type { Instance, Snapshot } from '../model.ts';
import { note } from '../notes.ts';
import { DAY_MICROS, modelledMicros } from '../times.ts';
import { dropAutomatedSnapshots } from './end-backups.ts';
import type { JobKind, JobScope } from './job-kind.ts';
import { pointed } from './snapshot-job.ts';

/** Data of a `delete` job. */
export interface DeleteOrder {
  /** Name of the final snapshot; null for none. */
  readonly finalSnapshot: string | null;
  readonly keepBackups: boolean;
}

/** The last snapshot, then the server and its data; automated backups go too unless they are to be retained. */
export const deleteJob: JobKind = {
  work: async (scope) => {
    const { context, state, engine, job } = scope;
    const instance = state.instance(job.ref);
    if (!instance) return null;
    const { finalSnapshot, keepBackups } = orderOf(scope);
    let endsMicros = job.started + modelledMicros(context, 'rds-delete');
    const last = finalSnapshot === null ? null : state.snapshots.find(instance, finalSnapshot);
    if (last && last.point === null) {
      await engine.start(job.ref);
      const point = await engine.snapshot(job.ref, last.keyArn);
      endsMicros += modelledMicros(context, 'rds-snapshot', point.sizeBytes);
      state.change(() => state.snapshots.put({ ...last, ...pointed(point), endsMicros }));
    }
    // What was committed since the last shipment is not shipped any more: whether RDS does that is not documented, and this is the worse case.
    await engine.drop(job.ref, { keepArchive: keepBackups });
    return { next: 'finish', atMicros: Math.max(endsMicros, last?.endsMicros ?? 0) };
  },
  finish: (scope) => {
    const { context, state, job } = scope;
    const instance = state.instance(job.ref);
    if (!instance) return;
    const { finalSnapshot, keepBackups } = orderOf(scope);
    state.instances.remove(instance);
    const last = finalSnapshot === null ? null : state.snapshots.find(instance, finalSnapshot);
    if (last) makeAvailable(scope, last);
    leaveBackups(scope, instance, keepBackups);
    note(context, 'db-instance', instance, { message: 'DB instance deleted', categories: ['deletion'] });
  },
  failed: ({ context, state, job }, message) => {
    const instance = state.edit(job.ref, () => ({ status: 'failed', trouble: { message, sinceMicros: context.time.nowMicros() } }));
    for (const snapshot of state.snapshots.byRef(job.ref)) if (snapshot.status === 'creating') state.snapshots.put({ ...snapshot, status: 'failed' });
    if (instance) note(context, 'db-instance', instance, { message: `The DB instance could not be deleted: ${message}`, categories: ['failure', 'deletion'] });
  },
};

function orderOf({ job }: JobScope): DeleteOrder {
  return job.data['order'] as DeleteOrder;
}

function makeAvailable({ context, state }: JobScope, snapshot: Snapshot): void {
  state.snapshots.put({ ...snapshot, status: 'available' });
  note(context, 'db-snapshot', snapshot, { message: 'Manual snapshot created', categories: ['creation'] });
}

/** Retained automated backups, with their snapshots, live on for the retention period. */
function leaveBackups({ context, state, engine }: JobScope, instance: Instance, keep: boolean): void {
  const backup = state.backup(instance.ref);
  if (!keep || !backup) {
    dropAutomatedSnapshots({ state, engine }, instance.ref, Number.POSITIVE_INFINITY);
    if (backup) state.backups.remove(backup);
    return;
  }
  const now = context.time.nowMicros();
  const { name, settings, tags, continuousArn } = instance;
  state.backups.put({ ...backup, status: 'retained', instanceName: name, settings, tags, continuousArn, deletedMicros: now });
  state.jobs.add({ kind: 'retained-end', ref: instance.ref, at: now + settings.backupRetentionDays * DAY_MICROS });
  note(context, 'db-instance', instance, { message: 'Automated backups of the deleted DB instance are retained', categories: ['backup'] });
}
