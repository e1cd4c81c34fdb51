import { newBackupId } from '../ids.ts';
import type { Instance } from '../model.ts';
import { note } from '../notes.ts';
import type { RdsState } from '../state.ts';
import { nextBackup, snapshotStamp, TICK_MICROS } from '../times.ts';
import { beginSnapshot } from './begin-snapshot.ts';
import type { JobScope } from './job-kind.ts';

/** Share of the modelled time after which the server is there and its first backup begins. */
export const READY_SHARE = 0.7;

/** The server of a created or restored instance is there: its regular jobs begin, and the first backup where backups are on. Inside a transaction. */
export function becomeReady(scope: JobScope, { endsMicros, message, categories, storageInit = null }: { readonly endsMicros: number; readonly message: string; readonly categories: readonly string[]; readonly storageInit?: Instance['storageInit'] }): void {
  const { context, state, job } = scope;
  const now = context.time.nowMicros();
  const instance = state.edit(job.ref, () => ({ status: 'available', createdMicros: now, storageInit }));
  if (!instance) return;
  note(context, 'db-instance', instance, { message, categories });
  state.jobs.add({ kind: 'tick', ref: job.ref, at: now + TICK_MICROS });
  if (instance.settings.backupRetentionDays === 0) return;
  beginBackups(state, instance, now);
  beginAutomatedSnapshot(scope, instance, endsMicros);
}

/** Automated backups of an instance are on from now: a record of them and the daily snapshot. Inside a transaction. */
export function beginBackups(state: RdsState, instance: Instance, nowMicros: number): void {
  const { account, region, ref, settings, tags } = instance;
  if (!state.backup(ref)) {
    state.backups.put({ account, region, ref, settings, tags, name: newBackupId(), status: 'active', instanceName: instance.name, instanceCreatedMicros: instance.createdMicros ?? nowMicros, continuousArn: instance.continuousArn, deletedMicros: null, earliestMicros: nowMicros });
  }
  if (!state.jobs.of(ref).some(({ kind }) => kind === 'daily')) state.jobs.add({ kind: 'daily', ref, at: nextBackup(settings.backupWindow, nowMicros) });
}

/** Begins the automated snapshot of this minute, unless there is one. Inside a transaction. */
export function beginAutomatedSnapshot({ context, state }: Pick<JobScope, 'context' | 'state'>, instance: Instance, endsMicros: number | null): void {
  const name = `rds:${instance.name}-${snapshotStamp(context.time.nowMicros())}`;
  if (state.snapshots.find(instance, name)) return;
  note(context, 'db-instance', instance, { message: 'Backing up DB instance', categories: ['backup'] });
  beginSnapshot({ context, state }, instance, { name, type: 'automated', tags: instance.settings.copyTagsToSnapshot ? instance.tags : {}, endsMicros });
}
