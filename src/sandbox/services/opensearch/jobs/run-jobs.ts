import type { SandboxContext, Timer } from '../../../service.ts';
import type { Job, JobKindId } from '../job-rows.ts';
import { stateOf } from '../state.ts';
import { createJob, deleteJob, modifyJob } from './domain-jobs.ts';
import { hourlyJob } from './hourly-job.ts';
import type { JobKind } from './job-kind.ts';

const KINDS: Readonly<Record<JobKindId, JobKind>> = { create: createJob, modify: modifyJob, delete: deleteJob, hourly: hourlyJob };

/** Carries out what is due, one job after the other; a job whose work was cut off by a kill is still due and begins anew. */
export function jobTimer(context: SandboxContext): Timer {
  const { jobs } = stateOf(context.catalogue);
  return {
    name: 'opensearch jobs',
    next: () => jobs.next(),
    fire: async (atMicros) => {
      for (let job = jobs.due(atMicros); job && context.closing?.aborted !== true; job = jobs.due(atMicros)) await runJob(context, job);
    },
  };
}

async function runJob(context: SandboxContext, job: Job): Promise<void> {
  const state = stateOf(context.catalogue);
  const domain = state.domains.byRef(job.ref);
  if (!domain) return state.change(() => state.jobs.remove(job.id));
  const scope = { context, state, job, domain };
  const kind = KINDS[job.kind];
  if (job.step === 'finish') {
    state.change(() => {
      state.jobs.remove(job.id);
      kind.finish(scope);
    });
    return;
  }
  const { next, atMicros } = await kind.work(scope);
  state.change(() => state.jobs.move(job.id, next === 'again' ? 'work' : 'finish', next === 'again' ? Math.max(atMicros, job.at + 1) : Math.max(atMicros, job.at)));
}
