import { BACKUP_JOBS, type BackupJob } from '../model.ts';
import type { Call, Operation } from '../../../service.ts';
import { placeOf, requireRole, vaultFor } from '../access.ts';
import { backupErrors } from '../errors.ts';
import { madeBefore, remember } from '../idempotent.ts';
import { need, only, tagsOf, text, type Input } from '../input.ts';
import { newBackupJob } from '../jobs/new-backup-job.ts';
import type { Kinds } from '../kinds.ts';
import { readLifecycle } from '../lifecycle.ts';
import { page } from '../page.ts';
import { backupJobView } from '../views/job-views.ts';
import { at } from '../views/times.ts';
import { jobsWanted } from './filters.ts';
import { readWindows } from './read-plan.ts';

/** Backup jobs: begin one, look, stop. */
export function backupJobOperations(kinds: Kinds): Readonly<Record<string, Operation>> {
  return {
    StartBackupJob: (call, input) => startBackupJob(call, input, kinds),
    StopBackupJob: stopBackupJob,
    DescribeBackupJob: (call, input) => backupJobView(jobFor(call, input), call.time.nowMicros()),
    ListBackupJobs: listBackupJobs,
  };
}

function startBackupJob(call: Call, input: Input, kinds: Kinds): object {
  only(input, ['BackupVaultName', 'ResourceArn', 'IamRoleArn', 'IdempotencyToken', 'StartWindowMinutes', 'CompleteWindowMinutes', 'Lifecycle', 'RecoveryPointTags'], 'StartBackupJob');
  const vault = vaultFor(call, need(input, 'BackupVaultName'), 'StartBackupJob');
  const resourceArn = need(input, 'ResourceArn');
  const role = requireRole(call, need(input, 'IamRoleArn'));
  const known = madeBefore(call, 'StartBackupJob', input);
  if (known !== null) return answer(BACKUP_JOBS.find(call.catalogue, known));
  const kind = kinds.owning(resourceArn);
  const thing = kind.find(call, resourceArn);
  if (!thing || thing.place.account !== vault.account || thing.place.region !== vault.region) throw backupErrors.invalidParameter(`Resource ${resourceArn} does not exist in account ${vault.account} and region ${vault.region}.`);
  const settings = { vault: vault.name, ...readWindows(input, 'CompleteWindowMinutes'), lifecycle: readLifecycle(input['Lifecycle']), tags: tagsOf(input['RecoveryPointTags']), copies: [], continuous: false };
  const job = call.catalogue.transaction(() => {
    const made = newBackupJob(call, { thing, type: kind.type, role, settings, creator: null, atMicros: call.time.nowMicros() });
    remember(call, 'StartBackupJob', { input, made: made.id });
    return made;
  });
  call.time.changed();
  return answer(job);
}

function stopBackupJob(call: Call, input: Input): void {
  const job = jobFor(call, input);
  if (!['CREATED', 'PENDING', 'RUNNING'].includes(job.state)) throw backupErrors.invalidRequest(`Backup job ${job.id} is ${job.state} and cannot be stopped.`);
  if (job.continuous) throw backupErrors.invalidRequest('Continuous backup jobs cannot be stopped.');
  BACKUP_JOBS.put(call.catalogue, { ...job, state: 'ABORTING', due: call.time.nowMicros() });
  call.time.changed();
}

function listBackupJobs(call: Call, input: Input): object {
  const wanted = jobsWanted(call, input, 'ByState');
  const vault = text(input, 'ByBackupVaultName');
  if (text(input, 'ByMessageCategory') !== undefined) throw backupErrors.unsupported('ByMessageCategory of ListBackupJobs');
  const { rows, ...next } = page(BACKUP_JOBS.of(call.catalogue, placeOf(call)).filter((job) => wanted(job) && (vault === undefined || vault === job.vault)), input);
  return { BackupJobs: rows.map((job) => backupJobView(job, call.time.nowMicros())), ...next };
}

function jobFor(call: Call, input: Input): BackupJob {
  const id = need(input, 'BackupJobId');
  const job = BACKUP_JOBS.find(call.catalogue, id);
  const { account, region } = placeOf(call);
  if (!job || job.account !== account || job.region !== region) throw backupErrors.notFound(`Backup job ${id} cannot be found.`);
  return job;
}

function answer(job: BackupJob | null): object {
  return job === null ? {} : { BackupJobId: job.id, ...(job.point === null ? {} : { RecoveryPointArn: job.point }), ...at('CreationDate', job.created), IsParent: false };
}
