import type { Call, Operation } from '../../../service.ts';
import { placeOf, pointFor, requireRole } from '../access.ts';
import { parseVaultArn } from '../arns.ts';
import { backupErrors } from '../errors.ts';
import { madeBefore, remember } from '../idempotent.ts';
import { need, only, text, type Input } from '../input.ts';
import { notCopyable } from '../jobs/copy-rules.ts';
import { newCopyJob } from '../jobs/new-copy-job.ts';
import type { Kinds } from '../kinds.ts';
import { readLifecycle } from '../lifecycle.ts';
import { COPY_JOBS, VAULTS, type CopyJob } from '../model.ts';
import { page } from '../page.ts';
import { copyJobView } from '../views/job-views.ts';
import { at } from '../views/times.ts';
import { jobsWanted } from './filters.ts';

/** Copy jobs, across regions and accounts. They are listed in the source's account. */
export function copyJobOperations(kinds: Kinds): Readonly<Record<string, Operation>> {
  return { ...LOOKING, StartCopyJob: (call, input) => startCopyJob(call, input, kinds) };
}

const LOOKING: Readonly<Record<string, Operation>> = {
  DescribeCopyJob: (call, input) => {
    const id = need(input, 'CopyJobId');
    const job = COPY_JOBS.find(call.catalogue, id);
    const { account, region } = placeOf(call);
    if (!job || job.account !== account || job.region !== region) throw backupErrors.notFound(`Copy job ${id} cannot be found.`);
    return { CopyJob: copyJobView(job) };
  },
  ListCopyJobs: (call, input) => {
    const wanted = jobsWanted(call, input, 'ByState');
    if (text(input, 'ByMessageCategory') !== undefined) throw backupErrors.unsupported('ByMessageCategory of ListCopyJobs');
    const [destination, source] = [text(input, 'ByDestinationVaultArn'), text(input, 'BySourceRecoveryPointArn')];
    const jobs = COPY_JOBS.of(call.catalogue, placeOf(call)).filter((job) => wanted(job) && (destination === undefined || destination === job.destination) && (source === undefined || source === job.source));
    const { rows, ...next } = page(jobs, input);
    return { CopyJobs: rows.map(copyJobView), ...next };
  },
};

function startCopyJob(call: Call, input: Input, kinds: Kinds): object {
  only(input, ['RecoveryPointArn', 'SourceBackupVaultName', 'DestinationBackupVaultArn', 'IamRoleArn', 'IdempotencyToken', 'Lifecycle'], 'StartCopyJob');
  const point = pointFor(call, { vault: need(input, 'SourceBackupVaultName'), arn: need(input, 'RecoveryPointArn') }, 'StartCopyJob');
  const destination = need(input, 'DestinationBackupVaultArn');
  const role = requireRole(call, need(input, 'IamRoleArn'));
  const known = madeBefore(call, 'StartCopyJob', input);
  if (known !== null) return answer(COPY_JOBS.find(call.catalogue, known));
  if (point.continuous) throw backupErrors.invalidRequest('Copying continuous backups on demand is not supported; a copy action of a backup rule makes a snapshot of them.');
  if (point.state !== 'COMPLETED') throw backupErrors.invalidRequest(`Recovery point ${point.id} is ${point.state} and cannot be copied.`);
  const target = parseVaultArn(destination);
  if (destination === point.vaultArn) throw backupErrors.invalidParameter('The destination vault must be another one than the source vault.');
  if (target.account === point.account && !VAULTS.find(call.catalogue, destination)) throw backupErrors.notFound(`Backup vault ${destination} cannot be found.`);
  if (kinds.of(point.type).copyable?.(call, point.artifact) === false) throw backupErrors.invalidRequest(notCopyable(point.type, point.region, target.region));
  const lifecycle = input['Lifecycle'] === undefined ? null : readLifecycle(input['Lifecycle']);
  const job = call.catalogue.transaction(() => {
    const made = newCopyJob(call, { point, destination, lifecycle, role, creator: null, backupJob: null });
    remember(call, 'StartCopyJob', { input, made: made.id });
    return made;
  });
  call.time.changed();
  return answer(job);
}

function answer(job: CopyJob | null): object {
  return job === null ? {} : { CopyJobId: job.id, ...at('CreationDate', job.created), IsParent: false };
}
