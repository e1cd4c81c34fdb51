import { MINUTE_MICROS } from '../times.ts';
import { noFinish, type JobKind } from './job-kind.ts';

const RETRY_MICROS = 5 * MINUTE_MICROS;

/** The maintenance window opens: what was to wait for it is applied. */
export const maintenanceJob: JobKind = {
  work: ({ context, state, job }) => {
    const instance = state.instance(job.ref);
    if (!instance) return null;
    const { settings, newName } = instance.pending;
    if (Object.keys(settings).length === 0 && newName === null) return null;
    const now = context.time.nowMicros();
    if (instance.status !== 'available') return { next: 'again', atMicros: now + RETRY_MICROS };
    state.change(() => {
      state.edit(job.ref, () => ({ status: newName === null ? 'modifying' : 'renaming' }));
      state.jobs.add({ kind: 'modify', ref: job.ref, at: now, data: { order: { settings, newName, password: null } } });
    });
    return null;
  },
  finish: noFinish,
  failed: ({ context, job }, message) => context.log(`rds: the maintenance of ${job.ref} failed: ${message}`),
};
