import { shortlyMicros } from '../durations.ts';
import { POINTS, RESTORE_JOBS, VAULTS, type RestoreJob } from '../model.ts';
import { AwsError } from '../../../service.ts';
import { BackupFailure } from '../../../backup-resource.ts';
import { BACKUP_CODES } from '../errors.ts';
import { roleProblem } from '../role-access.ts';
import { attempt, type Work } from './work.ts';

const SECOND_MICROS = 1_000_000;

/**
 * Lets the resource's service check the metadata and begin. Throws what AWS refuses at StartRestoreJob itself; other failures are kept, and
 * the job ends FAILED with them a little later. Called again for the same job after a kill.
 */
export async function beginRestore({ context, kinds }: Work, job: RestoreJob): Promise<void> {
  const point = POINTS.find(context.catalogue, job.point);
  const vault = VAULTS.find(context.catalogue, job.vaultArn);
  const due = (): number => context.time.nowMicros() + shortlyMicros(context, 5);
  try {
    if (!point || !vault) throw new BackupFailure('The recovery point is not available any more.');
    if (job.copySourceTags && !kinds.of(job.type).copiesSourceTags) throw new BackupFailure(`Copying source tags to the restored resource is not supported for ${job.type}.`);
    const forbidden = roleProblem(context, 'restore', job);
    if (forbidden !== null) throw new BackupFailure(forbidden);
    const { createdResourceArn } = await kinds.of(job.type).restore(context, {
      artifact: point.artifact, metadata: job.metadata, at: { account: job.account, region: job.region }, jobId: job.id, roleArn: job.role, vaultKeyArn: point.keyArn ?? vault.keyArn,
      ...(job.copySourceTags ? { sourceTags: point.sourceTags } : {}),
    });
    RESTORE_JOBS.put(context.catalogue, { ...job, state: 'PENDING', createdResourceArn, due: due() });
  } catch (error) {
    const known = error instanceof BackupFailure || error instanceof AwsError;
    if (!known || (error instanceof AwsError && BACKUP_CODES.has(error.code))) throw error;
    RESTORE_JOBS.put(context.catalogue, { ...job, state: 'PENDING', failure: error instanceof AwsError ? `${error.message} (${error.code})` : error.message, due: due() });
  }
}

/** Moves a restore job on; it lasts until the resource's service says that it is done. */
export async function stepRestoreJob(work: Work, job: RestoreJob): Promise<void> {
  if (job.state === 'STARTING') return beginAgain(work, job);
  if (job.failure !== null) return end(work, job, { state: 'FAILED', message: job.failure });
  const running: RestoreJob = { ...job, state: 'RUNNING' };
  const { createdResourceArn } = running;
  if (createdResourceArn === null) return end(work, job, { state: 'FAILED', message: 'The restore was never begun.' });
  const progress = await attempt(work, `restore job ${job.id}`, () => work.kinds.of(job.type).restoring(work.context, { createdResourceArn, jobId: job.id }));
  if (!progress.ok) return end(work, running, { state: 'FAILED', message: progress.message });
  switch (progress.value.state) {
    case 'running': {
      const due = Math.max(progress.value.nextMicros, work.context.time.nowMicros() + SECOND_MICROS);
      return RESTORE_JOBS.put(work.context.catalogue, { ...running, due, expectedEnd: Math.max(due, running.expectedEnd ?? 0) });
    }
    case 'done': return end(work, running, { state: 'COMPLETED', message: progress.value.message });
    case 'failed': return end(work, running, { state: 'FAILED', message: progress.value.message });
    default: return progress.value satisfies never;
  }
}

/** The sandbox was killed while the call was being answered: nobody hears a refusal any more, so it ends the job. */
async function beginAgain(work: Work, job: RestoreJob): Promise<void> {
  const begun = await attempt(work, `restore job ${job.id}`, () => beginRestore(work, job));
  if (!begun.ok) end(work, job, { state: 'FAILED', message: begun.message });
}

function end({ context }: Work, job: RestoreJob, { state, message }: { readonly state: 'COMPLETED' | 'FAILED'; readonly message: string | null }): void {
  const completed = context.time.nowMicros();
  const point = POINTS.find(context.catalogue, job.point);
  context.catalogue.transaction(() => {
    RESTORE_JOBS.put(context.catalogue, { ...job, state, message, completed, due: null, createdResourceArn: state === 'COMPLETED' ? job.createdResourceArn : null });
    if (point && state === 'COMPLETED') POINTS.put(context.catalogue, { ...point, lastRestored: completed });
  });
}
