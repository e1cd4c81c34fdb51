import { BackupFailure } from '../../../backup-resource.ts';
import { pointArn } from '../arns.ts';
import { modelledMicros } from '../durations.ts';
import { copyLifecycle, expiryDue } from '../lifecycle.ts';
import { COPY_JOBS, POINTS, VAULTS, type CopyJob, type Point } from '../model.ts';
import { requireCopy } from './copy-rules.ts';
import { isHeld, isSevered, moved } from './held-copies.ts';
import { contentOf } from './take-backup.ts';
import { attempt, type Work } from './work.ts';

const RETRY_MICROS = 2 * 3_600_000_000;
const COPYABLE: ReadonlySet<string> = new Set(['AVAILABLE', 'COMPLETED', 'STOPPED', 'EXPIRED']);

/** Moves a copy job on by one state; its real work is done in RUNNING while `ends` is null, again after a kill. */
export async function stepCopyJob(work: Work, job: CopyJob): Promise<void> {
  if (job.state === 'RUNNING' && job.ends !== null) return finish(work, job);
  if (job.state === 'CREATED' && isSevered(work.context, job)) return retryLater(work, job);
  const running: CopyJob = { ...job, state: 'RUNNING' };
  if (isHeld(work.context, job)) return COPY_JOBS.put(work.context.catalogue, { ...running, due: null });
  COPY_JOBS.put(work.context.catalogue, running);
  const copied = await attempt(work, `copy job ${job.id}`, () => copy(work, running));
  if (!copied.ok) fail(work, running, copied.message);
}

/** AWS Backup tries for two hours to begin a copy that it cannot begin (AWS Backup guide, copy job retry). */
function retryLater(work: Work, job: CopyJob): void {
  const now = work.context.time.nowMicros();
  const retryUntil = job.retryUntil ?? now + RETRY_MICROS;
  if (retryUntil <= now) return fail(work, job, `The copy job could not be started within 2 hours: there is no connection between ${job.region} and the Region of ${job.destination}.`);
  COPY_JOBS.put(work.context.catalogue, { ...job, retryUntil, due: retryUntil });
}

function fail({ context }: Work, job: CopyJob, message: string): void {
  COPY_JOBS.put(context.catalogue, { ...job, state: 'FAILED', due: null, completed: context.time.nowMicros(), message });
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
    const left = modelledMicros(context, 'backup-copy', { objects: point.objects, bytes: point.sizeBytes });
    COPY_JOBS.put(context.catalogue, moved(context, { ...job, point: point.id, sizeBytes: point.sizeBytes, left }));
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
