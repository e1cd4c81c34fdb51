import type { AwsAccess } from '#contract/aws';
import type { DrillContext } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { backupSdk, withBackup } from './with-backup.ts';

export interface CopyRequest {
  readonly point: string;
  /** Name of the vault that holds the point. */
  readonly vault: string;
  /** ARN of the vault that takes the copy. */
  readonly into: string;
  /** Role that AWS Backup acts as. */
  readonly roleArn: string;
  /** The same token gives the same job. */
  readonly token: string;
  /** After how many days AWS Backup deletes the copy. */
  readonly deleteAfterDays: number;
}

const ASK_EVERY_MS = 15_000;

/** Copies one recovery point into another vault and waits in drill time until that has ended; the ARN of the copy. Throws `backup.copy-failed` with the provider's own message. */
export async function runCopyJob(context: Pick<DrillContext, 'clock' | 'signal'>, access: AwsAccess, { point, vault, into, roleArn, token, deleteAfterDays }: CopyRequest): Promise<string> {
  const { CopyJobId } = await withBackup(access, (client) => client.send(new (backupSdk().StartCopyJobCommand)({ RecoveryPointArn: point, SourceBackupVaultName: vault, DestinationBackupVaultArn: into, IamRoleArn: roleArn, IdempotencyToken: token, Lifecycle: { DeleteAfterDays: deleteAfterDays } })));
  for (;;) {
    const { CopyJob } = await withBackup(access, (client) => client.send(new (backupSdk().DescribeCopyJobCommand)({ CopyJobId })));
    if (CopyJob?.State === 'COMPLETED' && CopyJob.DestinationRecoveryPointArn !== undefined) return CopyJob.DestinationRecoveryPointArn;
    if (CopyJob?.State === 'FAILED' || CopyJob?.State === 'PARTIAL') throw new RedrillError('backup.copy-failed', `copy job ${CopyJobId} of ${point} into ${into} ended ${CopyJob.State}: ${CopyJob.StatusMessage || 'AWS Backup gave no reason'}`, { actor: 'platform' });
    await context.clock.sleep(ASK_EVERY_MS, context.signal);
  }
}
