import { note } from '../notes.ts';
import { modelledMicros } from '../times.ts';
import type { JobKind } from './job-kind.ts';
import { restartWithParameters } from './restart.ts';

/** Stops and starts the server; parameters that wait for a reboot are applied. */
export const rebootJob: JobKind = {
  work: async (scope) => {
    const { context, state, job } = scope;
    const instance = state.instance(job.ref);
    if (!instance) return null;
    await restartWithParameters(scope, instance);
    return { next: 'finish', atMicros: job.started + modelledMicros(context, 'rds-reboot') };
  },
  finish: ({ context, state, job }) => {
    const instance = state.edit(job.ref, () => ({ status: 'available', trouble: null }));
    if (instance) note(context, 'db-instance', instance, { message: 'DB instance restarted', categories: ['availability'] });
  },
  failed: ({ context, state, job }, message) => {
    const instance = state.edit(job.ref, () => ({ status: 'incompatible-parameters', trouble: { message, sinceMicros: context.time.nowMicros() } }));
    if (instance) note(context, 'db-instance', instance, { message: `The DB instance does not start with its parameters: ${message}`, categories: ['failure', 'availability'] });
  },
};
