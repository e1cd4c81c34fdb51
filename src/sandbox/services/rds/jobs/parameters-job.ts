import { note } from '../notes.ts';
import { noFinish, type JobKind } from './job-kind.ts';

/** Values of dynamic parameters that a group's users get at once. */
export const parametersJob: JobKind = {
  work: async ({ state, engine, job }) => {
    const instance = state.instance(job.ref);
    if (!instance) return null;
    const applied = { ...instance.applied, ...(job.data['values'] as Readonly<Record<string, string>>) };
    for (const name of (job.data['reset'] ?? []) as readonly string[]) delete applied[name];
    const { pendingReboot } = await engine.configure(job.ref, applied);
    state.change(() => state.edit(job.ref, (now) => ({ applied, parametersPending: now.parametersPending || pendingReboot.length > 0 })));
    return null;
  },
  finish: noFinish,
  failed: ({ context, state, job }, message) => {
    const instance = state.instance(job.ref);
    if (instance) note(context, 'db-instance', instance, { message: `Unable to apply parameters: ${message}`, categories: ['failure', 'configuration change'] });
  },
};
