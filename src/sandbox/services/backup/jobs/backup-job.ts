import { countBackupJob } from '../../cloudwatch/count-backup-job.ts';
import { modelledMicros } from '../durations.ts';
import { expiryDue } from '../lifecycle.ts';
import { BACKUP_JOBS, POINTS, VAULTS, type BackupJob, type Point, type Vault } from '../model.ts';
import { roleProblem } from '../role-access.ts';
import { lockProblem } from '../vault-lock.ts';
import { newCopyJob } from './new-copy-job.ts';
import { nextLook, removePoint } from './remove-point.ts';
import { contentOf, continuousBackup, snapshotBackup } from './take-backup.ts';
import { attempt, type Work } from './work.ts';

const MINUTE_MICROS = 60_000_000;
const AT_WORK = ['PENDING', 'RUNNING', 'ABORTING'] as const;
const WINDOW_OVER = 'Backup job expired before completion.';
const OTHER_RUNS = 'Backup job failed because there was a running job for the same resource.';

/**
 * Moves a backup job on by one state. Its real work is done in RUNNING while `ends` is null, so a job that was killed in it does it again;
 * the point and `ends` are kept in one transaction, so there is never a second point.
 */
export async function stepBackupJob(work: Work, job: BackupJob): Promise<void> {
  switch (job.state) {
    case 'CREATED': return begin(work, job);
    case 'PENDING': {
      const running: BackupJob = { ...job, state: 'RUNNING', started: work.context.time.nowMicros() };
      BACKUP_JOBS.put(work.context.catalogue, running);
      return doWork(work, running);
    }
    case 'RUNNING': return job.ends === null ? doWork(work, job) : finish(work, job);
    case 'ABORTING': return end(work, job, { state: 'ABORTED', message: 'Backup job was stopped by user.' });
    default: BACKUP_JOBS.put(work.context.catalogue, { ...job, due: null });
  }
}

/** One running job for each resource: another one waits in its start window. */
function begin(work: Work, job: BackupJob): void {
  const { catalogue, time } = work.context;
  const now = time.nowMicros();
  const busy = BACKUP_JOBS.ofResource(catalogue, job.resource, AT_WORK).some((other) => other.id !== job.id);
  if (Math.max(now, job.due ?? 0) >= job.startBy) return end(work, job, { state: 'EXPIRED', message: busy ? OTHER_RUNS : WINDOW_OVER });
  if (busy) BACKUP_JOBS.put(catalogue, { ...job, blocked: true, due: job.startBy });
  else BACKUP_JOBS.put(catalogue, { ...job, state: 'PENDING', blocked: false, due: now + Math.round(modelledMicros(work.context, 'backup-start') / 2) });
}

async function doWork(work: Work, job: BackupJob): Promise<void> {
  const { context } = work;
  const vault = VAULTS.find(context.catalogue, job.vaultArn);
  if (!vault) return end(work, job, { state: 'FAILED', message: `Backup vault ${job.vault} cannot be found.` });
  const forbidden = roleProblem(context, 'backup', job);
  if (forbidden !== null) return end(work, job, { state: 'FAILED', message: forbidden });
  const retention = lockProblem(vault, job.lifecycle, 'Backup');
  if (retention !== null) return end(work, job, { state: 'FAILED', message: retention });
  const taken = await attempt(work, `backup job ${job.id}`, () => take(work, job, vault));
  const now = BACKUP_JOBS.find(context.catalogue, job.id);
  if (!taken.ok) return now?.state === 'RUNNING' ? end(work, now, { state: 'FAILED', message: taken.message }) : undefined;
  if (now?.state !== 'RUNNING') return taken.value.discard();
  const { point } = taken.value;
  context.catalogue.transaction(() => {
    taken.value.keep();
    const ends = context.time.nowMicros() + modelledMicros(context, work.kinds.of(job.type).model, { objects: point.objects, bytes: job.continuous ? 0 : point.sizeBytes });
    const due = Math.min(ends, completeBy(now));
    BACKUP_JOBS.put(context.catalogue, { ...now, point: point.id, keyArn: point.keyArn, sizeBytes: point.sizeBytes, ends, due });
  });
}

/** A continuous point that is kept in another vault goes on there; here the resource gets snapshots. */
function take(work: Work, job: BackupJob, vault: Vault): ReturnType<typeof snapshotBackup> {
  const elsewhere = POINTS.ofResource(work.context.catalogue, job.resource).some((point) => point.continuous && point.state === 'AVAILABLE' && point.vaultArn !== vault.id);
  return job.continuous && !elsewhere ? continuousBackup(work, job, vault) : snapshotBackup(work, job, vault);
}

async function finish(work: Work, job: BackupJob): Promise<void> {
  const { catalogue, time } = work.context;
  if ((job.ends ?? 0) > completeBy(job)) return end(work, job, { state: 'EXPIRED', message: WINDOW_OVER });
  const made = POINTS.find(catalogue, job.point ?? '');
  if (!made) return end(work, job, { state: 'FAILED', message: 'The recovery point of this job was deleted before the job had finished.' });
  const last = await attempt(work, `backup job ${job.id}`, () => lastLook(work, job, made));
  if (BACKUP_JOBS.find(catalogue, job.id)?.state !== 'RUNNING') return;
  if (!last.ok) return end(work, job, { state: 'FAILED', message: last.message });
  const point = last.value;
  catalogue.transaction(() => {
    const completed = time.nowMicros();
    const whole: Point = point.state === 'CREATING' ? { ...point, state: point.continuous ? 'AVAILABLE' : 'COMPLETED', completed, due: point.continuous ? nextLook(completed) : expiryDue(point) } : point;
    POINTS.put(catalogue, whole);
    for (const copy of job.copies) newCopyJob(work.context, { point: whole, destination: copy.destination, lifecycle: copy.lifecycle, role: job.role, creator: job.creator, backupJob: job.id });
    BACKUP_JOBS.put(catalogue, { ...job, state: 'COMPLETED', completed, due: null, sizeBytes: point.sizeBytes, message: point.message });
    unblock(work, job);
    countBackupJob(work.context, job, 'COMPLETED');
  });
}

/** The point as its service completes it. */
async function lastLook({ context, kinds }: Work, job: BackupJob, point: Point): Promise<Point> {
  const { complete } = kinds.of(job.type);
  return complete === undefined || job.continuous || point.state !== 'CREATING' ? point : { ...point, ...contentOf(await complete(context, point.artifact)) };
}

/** Every end but COMPLETED: what was made so far goes away. */
function end(work: Work, job: BackupJob, { state, message }: { readonly state: 'FAILED' | 'EXPIRED' | 'ABORTED'; readonly message: string }): void {
  const { catalogue, time } = work.context;
  const point = POINTS.find(catalogue, job.point ?? '');
  if (point?.state === 'CREATING') removePoint(work, point);
  catalogue.transaction(() => {
    BACKUP_JOBS.put(catalogue, { ...job, state, message, completed: time.nowMicros(), due: null, point: null });
    unblock(work, job);
    countBackupJob(work.context, job, state);
  });
}

function unblock({ context }: Work, ended: BackupJob): void {
  for (const job of BACKUP_JOBS.ofResource(context.catalogue, ended.resource, ['CREATED'])) {
    if (job.blocked) BACKUP_JOBS.put(context.catalogue, { ...job, blocked: false, due: context.time.nowMicros() });
  }
}

function completeBy(job: BackupJob): number {
  return (job.started ?? job.created) + job.completionWindowMinutes * MINUTE_MICROS;
}
