import { engineName } from '../engine-of.ts';
import type { Instance, InstanceSettings } from '../model.ts';
import { note } from '../notes.ts';
import { modelledMicros } from '../times.ts';
import { endBackups } from './end-backups.ts';
import { beginAutomatedSnapshot, beginBackups } from './become-ready.ts';
import type { JobKind, JobScope } from './job-kind.ts';
import { restartWithParameters } from './restart.ts';

/** Data of a `modify` job. */
export interface ModifyOrder {
  readonly settings: Partial<InstanceSettings>;
  readonly newName: string | null;
  /** In the catalogue only until the server has it. */
  readonly password: string | null;
}

/** Changes that take time: a new password, name, class, storage, or backups on and off. */
export const modifyJob: JobKind = {
  work: async (scope) => {
    const { context, state, engine, job } = scope;
    const instance = state.instance(job.ref);
    if (!instance) return null;
    const { settings, newName, password } = orderOf(scope);
    if (password !== null) await engine.setPassword(job.ref, instance.settings.masterUsername, password);
    if (newName !== null) await engine.rename(job.ref, engineName({ ...instance, name: newName }));
    if (settings.instanceClass !== undefined) await restartWithParameters(scope, instance);
    return { next: 'finish', atMicros: job.started + modelledMicros(context, 'rds-modify') };
  },
  finish: (scope) => {
    const { context, state, job } = scope;
    const before = state.instance(job.ref);
    if (!before) return;
    const { settings, newName, password } = orderOf(scope);
    if (newName !== null) state.instances.remove(before);
    const after = state.instances.put({ ...before, name: newName ?? before.name, status: 'available', settings: { ...before.settings, ...settings }, pending: without(before.pending, settings, newName) });
    if (newName !== null) note(context, 'db-instance', after, { message: `DB instance renamed from ${before.name} to ${newName}`, categories: ['configuration change'] });
    if (password !== null) note(context, 'db-instance', after, { message: 'Reset master credentials', categories: ['configuration change'] });
    if (Object.keys(settings).length > 0) note(context, 'db-instance', after, { message: `Finished applying modification to ${Object.keys(settings).join(', ')}`, categories: ['configuration change'] });
    switchBackups(scope, before, after);
  },
  failed: ({ context, state, job }, message) => {
    const instance = state.edit(job.ref, () => ({ status: 'available' }));
    if (instance) note(context, 'db-instance', instance, { message: `Unable to modify the DB instance: ${message}`, categories: ['failure', 'configuration change'] });
  },
};

function orderOf({ job }: JobScope): ModifyOrder {
  return job.data['order'] as ModifyOrder;
}

function without(pending: Instance['pending'], done: Partial<InstanceSettings>, newName: string | null): Instance['pending'] {
  return { settings: Object.fromEntries(Object.entries(pending.settings).filter(([name]) => !Object.hasOwn(done, name))), newName: newName === null ? pending.newName : null };
}

/** Retention from or to 0 turns automated backups on or off. */
function switchBackups(scope: JobScope, before: Instance, after: Instance): void {
  const { context, state } = scope;
  const [was, is] = [before.settings.backupRetentionDays, after.settings.backupRetentionDays];
  if (was === 0 && is > 0) {
    beginBackups(state, after, context.time.nowMicros());
    beginAutomatedSnapshot(scope, after, null);
    note(context, 'db-instance', after, { message: 'Automatic backups for this DB instance have been enabled', categories: ['configuration change'] });
  }
  if (was > 0 && is === 0) {
    endBackups(scope, after);
    note(context, 'db-instance', after, { message: 'Automatic backups for this DB instance have been disabled', categories: ['configuration change'] });
  }
}
