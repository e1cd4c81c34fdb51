import { note } from '../notes.ts';
import { modelledMicros } from '../times.ts';
import { becomeReady, READY_SHARE } from './become-ready.ts';
import { engineInstance, type JobKind } from './job-kind.ts';

/** Data of a `create` job; the password is in the catalogue only until the server has it. */
export interface Master {
  readonly user: string;
  readonly password: string;
  readonly database: string | null;
}

/** A new, empty instance: creating, then its first backup, then available. */
export const createJob: JobKind = {
  work: async ({ context, state, engine, job }) => {
    const instance = state.instance(job.ref);
    if (!instance) return null;
    await engine.create(engineInstance(instance), job.data['master'] as Master);
    const share = instance.settings.backupRetentionDays > 0 ? READY_SHARE : 1;
    return { next: 'finish', atMicros: job.started + share * modelledMicros(context, 'rds-create') };
  },
  finish: (scope) => {
    becomeReady(scope, { endsMicros: scope.job.started + modelledMicros(scope.context, 'rds-create'), message: 'DB instance created', categories: ['creation'] });
  },
  failed: ({ context, state, job }, message) => {
    const instance = state.edit(job.ref, () => ({ status: 'failed', trouble: { message, sinceMicros: context.time.nowMicros() } }));
    if (instance) note(context, 'db-instance', instance, { message: `The DB instance could not be created: ${message}`, categories: ['failure'] });
  },
};
