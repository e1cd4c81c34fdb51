import type { DescribeRestoreJobOutput } from '@aws-sdk/client-backup';
import type { AwsAccess } from '#contract/aws';
import type { DrillContext } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { backupSdk, withBackup } from './with-backup.ts';

export interface RestoreRequest {
  readonly point: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** Role that AWS Backup acts as. */
  readonly roleArn: string;
  /** The same token gives the same job, also after a crash or a lost answer. */
  readonly token: string;
}

const ASK_EVERY_MS = 15_000;

/** Asks AWS Backup for a restore; the id of the job. */
export async function startRestoreJob(access: AwsAccess, { point, metadata, roleArn, token }: RestoreRequest): Promise<string> {
  const { RestoreJobId } = await withBackup(access, (client) => client.send(new (backupSdk().StartRestoreJobCommand)({ RecoveryPointArn: point, Metadata: metadata, IamRoleArn: roleArn, IdempotencyToken: token })));
  if (RestoreJobId === undefined) throw new RedrillError('backup.no-job', `AWS Backup took the restore of ${point} and named no job: look for it in the list of restore jobs`, { actor: 'platform' });
  return RestoreJobId;
}

export interface EndedRestore {
  readonly createdArn: string | null;
  /** COMPLETED with a message: something was left out. */
  readonly warning: string | null;
}

/** Waits in drill time until a restore job has ended. Throws `backup.restore-failed` with the provider's own message unless it is COMPLETED. */
export async function awaitRestoreJob(context: Pick<DrillContext, 'clock' | 'signal' | 'say'>, access: AwsAccess, jobId: string): Promise<EndedRestore> {
  let said = '';
  for (;;) {
    const job = await withBackup(access, (client) => client.send(new (backupSdk().DescribeRestoreJobCommand)({ RestoreJobId: jobId })));
    const ended = endOf(job, jobId);
    if (ended !== null) return ended;
    const status = `restore job ${jobId}: ${job.Status ?? 'unknown'}`;
    if (status !== said) context.say(status);
    said = status;
    await context.clock.sleep(ASK_EVERY_MS, context.signal);
  }
}

/** Whether a restore job has still to end. */
export async function restoreJobRuns(access: AwsAccess, jobId: string): Promise<boolean> {
  const { Status } = await withBackup(access, (client) => client.send(new (backupSdk().DescribeRestoreJobCommand)({ RestoreJobId: jobId })));
  return Status === 'PENDING' || Status === 'RUNNING';
}

function endOf({ Status, StatusMessage, CreatedResourceArn }: DescribeRestoreJobOutput, jobId: string): EndedRestore | null {
  if (Status === 'COMPLETED') return { createdArn: CreatedResourceArn ?? null, warning: StatusMessage || null };
  if (Status !== 'FAILED' && Status !== 'ABORTED') return null;
  throw new RedrillError('backup.restore-failed', `restore job ${jobId} ended ${Status}: ${StatusMessage || 'AWS Backup gave no reason'}`, { actor: 'platform' });
}
