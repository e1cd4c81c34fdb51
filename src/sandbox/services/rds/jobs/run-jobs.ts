import { AwsError, type SandboxContext, type Timer } from '../../../service.ts';
import { EngineFailure } from '../engine/db-engine.ts';
import { engineOf } from '../engine-of.ts';
import type { Job, JobKindId, JobQueue } from '../job-rows.ts';
import { stateOf } from '../state.ts';
import { TICK_MICROS } from '../times.ts';
import { copyJob } from './copy-job.ts';
import { createJob } from './create-job.ts';
import { dailyJob } from './daily-job.ts';
import { deleteJob } from './delete-job.ts';
import type { JobKind, JobScope } from './job-kind.ts';
import { maintenanceJob } from './maintenance-job.ts';
import { modifyJob } from './modify-job.ts';
import { parametersJob } from './parameters-job.ts';
import { rebootJob } from './reboot-job.ts';
import { replicateJob } from './replicate-job.ts';
import { restoreJob } from './restore-job.ts';
import { retainedEndJob } from './retained-end-job.ts';
import { snapshotJob } from './snapshot-job.ts';
import { startJob, stopJob } from './stop-start-jobs.ts';
import { tickJob } from './tick-job.ts';

const KINDS: Readonly<Record<JobKindId, JobKind>> = {
  create: createJob,
  restore: restoreJob,
  snapshot: snapshotJob,
  copy: copyJob,
  modify: modifyJob,
  parameters: parametersJob,
  reboot: rebootJob,
  stop: stopJob,
  start: startJob,
  delete: deleteJob,
  tick: tickJob,
  daily: dailyJob,
  maintenance: maintenanceJob,
  'retained-end': retainedEndJob,
  replicate: replicateJob,
};

/**
 * Carries out what is due in RDS, one job after the other; a job whose work was cut off by a kill is still due and begins anew. The five-minute rounds of
 * instances that nobody has written to since the last one have nothing to ship: they may be late.
 */
export function jobTimers(context: SandboxContext): readonly Timer[] {
  const { jobs } = stateOf(context.catalogue);
  const timer = (which: JobQueue): Timer => ({
    name: `rds ${which}`,
    next: () => jobs.next(which),
    fire: async (atMicros) => {
      for (let job = jobs.due(which, atMicros); job && context.closing?.aborted !== true; job = jobs.due(which, atMicros)) await runJob(context, job);
    },
  });
  return [timer('jobs'), { ...timer('rounds'), mayBeLate: () => jobs.ticking().every((ref) => engineOf(context).isQuiet(ref)) }];
}

async function runJob(context: SandboxContext, job: Job): Promise<void> {
  const scope: JobScope = { context, state: stateOf(context.catalogue), engine: engineOf(context), job };
  const kind = KINDS[job.kind];
  const { jobs } = scope.state;
  try {
    if (kind.waits?.(scope) === true) return scope.state.change(() => jobs.move(job.id, job.step, Math.max(job.at, context.time.nowMicros()) + TICK_MICROS));
    if (job.step === 'finish') {
      end(scope, () => kind.finish(scope));
      return;
    }
    const after = await kind.work(scope);
    if (after === null) end(scope, () => undefined);
    else scope.state.change(() => jobs.move(job.id, after.next === 'again' ? 'work' : 'finish', Math.max(after.atMicros, after.next === 'again' ? job.at + 1 : job.at)));
  } catch (error) {
    // its servers were stopped underneath it: it is still due and begins anew at the next start, as after a kill
    if (context.closing?.aborted === true) return;
    if (!(error instanceof EngineFailure || error instanceof AwsError)) context.log(`rds job ${job.kind} of ${job.ref} failed: ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
    end(scope, () => kind.failed(scope, error instanceof Error ? error.message : String(error)));
  }
}

function end({ state, job }: JobScope, last: () => void): void {
  state.change(() => {
    state.jobs.remove(job.id);
    last();
  });
}
