import { BackupFailure } from '../../../backup-resource.ts';
import { pointArn } from '../arns.ts';
import { modelledMicros } from '../durations.ts';
import { copyLifecycle, expiryDue } from '../lifecycle.ts';
import { COPY_JOBS, POINTS, VAULTS, type CopyJob, type Point } from '../model.ts';
import { requireCopy } from './copy-rules.ts';
import { contentOf } from './take-backup.ts';
import { attempt, type Work } from './work.ts';

const COPYABLE: ReadonlySet<string> = new Set(['AVAILABLE', 'COMPLETED', 'STOPPED', 'EXPIRED']);

/** Moves a copy job on by one state; its real work is done in RUNNING while `ends` is null, again after a kill. */
export async function stepCopyJob(work: Work, job: CopyJob): Promise<void> {
  if (job.state === 'RUNNING' && job.ends !== null) return finish(work, job);
  const running: CopyJob = { ...job, state: 'RUNNING' };
  COPY_JOBS.put(work.context.catalogue, running);
  const copied = await attempt(work, `copy job ${job.id}`, () => copy(work, running));
  if (copied.ok) return;
  COPY_JOBS.put(work.context.catalogue, { ...running, state: 'FAILED', due: null, completed: work.context.time.nowMicros(), message: copied.message });
}

async function copy({ context, kinds }: Work, job: CopyJob): Promise<void> {
  const source = POINTS.find(context.catalogue, job.source);
  if (!source || !COPYABLE.has(source.state)) throw new BackupFailure('The source recovery point is not available any more.');
  const vault = VAULTS.find(context.catalogue, job.destination);
  if (!vault) throw new BackupFailure(`The destination backup vault ${job.destination} cannot be found.`);
  requireCopy({ context, kinds }, { job, source, vault });
  const made = await kinds.of(job.type).copy(context, { artifact: source.artifact, to: { account: vault.account, region: vault.region }, keyArn: vault.keyArn, jobId: job.id });
  const point: Point = {
    ...source, ...contentOf(made),
    id: made.nativeArn ?? pointArn(vault, job.pointId), account: vault.account, region: vault.region, state: 'CREATING', due: null, vault: vault.name, vaultArn: vault.id, sourceVaultArn: source.vaultArn,
    // a copy keeps the source's creation date; of a continuous point it is a snapshot of this moment
    created: source.continuous ? context.time.nowMicros() : source.created, continuous: false, lifecycle: copyLifecycle(job, source), initiated: job.created, completed: null, lastRestored: null,
  };
  context.catalogue.transaction(() => {
    POINTS.put(context.catalogue, point);
    const ends = context.time.nowMicros() + modelledMicros(context, 'backup-copy', { objects: point.objects, bytes: point.sizeBytes });
    COPY_JOBS.put(context.catalogue, { ...job, point: point.id, sizeBytes: point.sizeBytes, ends, due: ends });
  });
}

function finish({ context }: Work, job: CopyJob): void {
  const { catalogue, time } = context;
  const point = POINTS.find(catalogue, job.point ?? '');
  const completed = time.nowMicros();
  catalogue.transaction(() => {
    if (point) POINTS.put(catalogue, { ...point, state: 'COMPLETED', completed, due: expiryDue(point) });
    COPY_JOBS.put(catalogue, { ...job, completed, due: null, ...(point ? { state: 'COMPLETED', message: point.message } : { state: 'FAILED', message: 'The copy was deleted before the job had finished.' }) });
  });
}
