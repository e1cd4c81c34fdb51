import { uuid } from '#kit/ids';
import type { Call, Operation } from '../../../service.ts';
import { placeOf, requireRole } from '../access.ts';
import { backupErrors } from '../errors.ts';
import { forgetToken, madeBefore, remember } from '../idempotent.ts';
import { moment, need, only, text, type Input } from '../input.ts';
import { beginRestore } from '../jobs/restore-job.ts';
import type { Kinds } from '../kinds.ts';
import { POINTS, RESTORE_JOBS, VAULTS, type Point, type RestoreJob } from '../model.ts';
import { page } from '../page.ts';
import { restoreJobView } from '../views/job-views.ts';
import { jobsWanted, within } from './filters.ts';

const RESTORABLE: ReadonlySet<string> = new Set(['AVAILABLE', 'COMPLETED', 'STOPPED', 'EXPIRED']);
const FINAL_VALIDATIONS: ReadonlySet<string> = new Set(['SUCCESSFUL', 'FAILED', 'TIMED_OUT']);

/** Restore jobs: begin one, look, say what a validation found. */
export function restoreJobOperations(kinds: Kinds): Readonly<Record<string, Operation>> {
  return {
    StartRestoreJob: (call, input) => startRestoreJob(call, input, kinds),
    DescribeRestoreJob: (call, input) => restoreJobView(jobFor(call, input), call.time.nowMicros()),
    ListRestoreJobs: listRestoreJobs,
    ListRestoreJobsByProtectedResource: listByResource,
    GetRestoreJobMetadata: (call, input) => {
      const job = jobFor(call, input);
      return { RestoreJobId: job.id, Metadata: job.metadata };
    },
    PutRestoreValidationResult: putValidation,
  };
}

async function startRestoreJob(call: Call, input: Input, kinds: Kinds): Promise<object> {
  only(input, ['RecoveryPointArn', 'Metadata', 'IamRoleArn', 'IdempotencyToken', 'ResourceType', 'CopySourceTagsToRestoredResource'], 'StartRestoreJob');
  const point = restorablePoint(call, need(input, 'RecoveryPointArn'));
  const metadata = input['Metadata'] as Readonly<Record<string, string>> | undefined;
  if (!metadata) throw backupErrors.missingParameter('Metadata');
  const role = requireRole(call, need(input, 'IamRoleArn'));
  const type = text(input, 'ResourceType');
  if (type !== undefined && type !== point.type) throw backupErrors.invalidParameter(`ResourceType ${type} does not match the recovery point, which is of ${point.type}.`);
  const known = madeBefore(call, 'StartRestoreJob', input);
  if (known !== null) return { RestoreJobId: known };
  const job: RestoreJob = {
    id: uuid(), ...placeOf(call), resource: point.resource, state: 'STARTING', due: null, created: call.time.nowMicros(), type: point.type, point: point.id, pointCreated: point.created, vaultArn: point.vaultArn,
    role, metadata, copySourceTags: input['CopySourceTagsToRestoredResource'] === true, sizeBytes: point.sizeBytes, createdResourceArn: null, failure: null, expectedEnd: null, completed: null, message: null, validation: null,
  };
  call.catalogue.transaction(() => {
    RESTORE_JOBS.put(call.catalogue, job);
    remember(call, 'StartRestoreJob', { input, made: job.id });
  });
  // kept before the work begins: killed in the middle, the job is found again
  call.catalogue.flush();
  try {
    await beginRestore({ context: call, kinds }, job);
  } catch (error) {
    call.catalogue.transaction(() => {
      RESTORE_JOBS.remove(call.catalogue, job.id);
      forgetToken(call, 'StartRestoreJob', input);
    });
    throw error;
  }
  call.time.changed();
  return { RestoreJobId: job.id };
}

/** Restores happen where the point is; another account's points must be copied first. */
function restorablePoint(call: Call, arn: string): Point {
  const point = POINTS.find(call.catalogue, arn);
  const { account, region } = placeOf(call);
  if (!point || point.account !== account || point.region !== region) throw backupErrors.noSuchPoint();
  const vault = VAULTS.find(call.catalogue, point.vaultArn);
  call.authorise('backup:StartRestoreJob', point.id, { account: point.account, policy: vault?.policy ?? null });
  if (!RESTORABLE.has(point.state)) throw backupErrors.invalidRequest(`Recovery point ${arn} is ${point.state} and cannot be restored.`);
  return point;
}

function listRestoreJobs(call: Call, input: Input): object {
  const wanted = jobsWanted(call, input, 'ByStatus');
  if (text(input, 'ByRestoreTestingPlanArn') !== undefined) throw backupErrors.unsupported('ByRestoreTestingPlanArn of ListRestoreJobs');
  return shown(call, input, RESTORE_JOBS.of(call.catalogue, placeOf(call)).filter(wanted));
}

function listByResource(call: Call, input: Input): object {
  const status = text(input, 'ByStatus');
  const [after, before] = [moment(input, 'ByRecoveryPointCreationDateAfter'), moment(input, 'ByRecoveryPointCreationDateBefore')];
  const { account, region } = placeOf(call);
  const jobs = RESTORE_JOBS.ofResource(call.catalogue, need(input, 'ResourceArn')).filter((job) => job.account === account && job.region === region);
  return shown(call, input, jobs.filter((job) => (status === undefined || status === job.state) && within(job.pointCreated, after, before)));
}

function shown(call: Call, input: Input, jobs: readonly RestoreJob[]): object {
  const { rows, ...next } = page(jobs.filter(({ state }) => state !== 'STARTING'), input);
  return { RestoreJobs: rows.map((job) => restoreJobView(job, call.time.nowMicros())), ...next };
}

/** A result, once set, stays (aws-facts.md 1.3). */
function putValidation(call: Call, input: Input): void {
  const job = jobFor(call, input);
  const status = need(input, 'ValidationStatus');
  if (status !== 'VALIDATING' && !FINAL_VALIDATIONS.has(status)) throw backupErrors.invalidParameter(`Invalid ValidationStatus ${status}: it must be VALIDATING, ${[...FINAL_VALIDATIONS].join(', ')}.`);
  if (job.state !== 'COMPLETED') throw backupErrors.invalidRequest(`Restore job ${job.id} is ${job.state}; a validation result can be set once it is COMPLETED.`);
  if (job.validation !== null && FINAL_VALIDATIONS.has(job.validation.status)) throw backupErrors.invalidRequest(`The validation result of restore job ${job.id} has been set and cannot be changed.`);
  RESTORE_JOBS.put(call.catalogue, { ...job, validation: { status, message: text(input, 'ValidationStatusMessage') ?? null } });
}

function jobFor(call: Call, input: Input): RestoreJob {
  const id = need(input, 'RestoreJobId');
  const job = RESTORE_JOBS.find(call.catalogue, id);
  const { account, region } = placeOf(call);
  if (!job || job.account !== account || job.region !== region || job.state === 'STARTING') throw backupErrors.notFound(`Restore job ${id} cannot be found.`);
  return job;
}
