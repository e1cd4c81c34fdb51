import { EngineFailure } from '../engine/db-engine.ts';
import { groupValues } from '../group-values.ts';
import { note } from '../notes.ts';
import { DAY_MICROS, modelledMicros } from '../times.ts';
import type { JobKind, JobScope } from './job-kind.ts';

const STOPPED_AT_MOST_MICROS = 7 * DAY_MICROS;

/** Ships what is in the log, then stops the server; RDS starts it again after seven days. */
export const stopJob: JobKind = {
  work: async (scope) => {
    const { context, state, engine, job } = scope;
    const instance = state.instance(job.ref);
    if (!instance) return null;
    if (instance.settings.backupRetentionDays > 0) await shipIfPossible(scope);
    await engine.stop(job.ref, 'fast');
    return { next: 'finish', atMicros: job.started + modelledMicros(context, 'rds-modify') };
  },
  finish: ({ context, state, job }) => {
    const now = context.time.nowMicros();
    const instance = state.edit(job.ref, () => ({ status: 'stopped', stoppedMicros: now }));
    if (!instance) return;
    state.jobs.add({ kind: 'start', ref: job.ref, at: now + STOPPED_AT_MOST_MICROS, data: { automatic: true } });
    note(context, 'db-instance', instance, { message: 'DB instance stopped', categories: ['notification'] });
  },
  failed: backTo('available', 'The DB instance could not be stopped'),
};

/** Starts a stopped server with the values of its parameter group. */
export const startJob: JobKind = {
  work: async ({ context, state, engine, job }) => {
    const instance = state.instance(job.ref);
    if (!instance) return null;
    if (job.data['automatic'] === true) {
      if (instance.status !== 'stopped') return null;
      state.change(() => state.edit(job.ref, () => ({ status: 'starting' })));
      note(context, 'db-instance', instance, { message: 'DB instance is being started due to it exceeding the maximum allowed time being stopped', categories: ['notification'] });
    }
    const applied = groupValues(state, instance, instance.settings.parameterGroup);
    await engine.configure(job.ref, applied);
    await engine.start(job.ref);
    state.change(() => state.edit(job.ref, () => ({ applied, parametersPending: false })));
    return { next: 'finish', atMicros: job.started + modelledMicros(context, 'rds-modify') };
  },
  finish: ({ context, state, job }) => {
    const instance = state.edit(job.ref, () => ({ status: 'available', stoppedMicros: null, trouble: null }));
    if (instance) note(context, 'db-instance', instance, { message: 'DB instance started', categories: ['notification'] });
  },
  failed: backTo('incompatible-parameters', 'The DB instance could not be started'),
};

async function shipIfPossible({ context, engine, job }: JobScope): Promise<void> {
  try {
    await engine.ship(job.ref);
  } catch (error) {
    if (!(error instanceof EngineFailure)) throw error;
    // the instance must stop all the same; its latest restorable time stays where it was, and that is told
    context.log(`rds: the log of ${job.ref} was not shipped before it stopped: ${error.message}`);
  }
}

function backTo(status: 'available' | 'incompatible-parameters', words: string): JobKind['failed'] {
  return ({ context, state, job }, message) => {
    const trouble = status === 'available' ? null : { message, sinceMicros: context.time.nowMicros() };
    const instance = state.edit(job.ref, () => ({ status, trouble }));
    if (instance) note(context, 'db-instance', instance, { message: `${words}: ${message}`, categories: ['failure'] });
  };
}
