import type { AwsAccess } from '#contract/aws';
import type { DrillContext } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { backupSdk, withBackup } from './with-backup.ts';

export interface BackupRequest {
  readonly vault: string;
  readonly resourceArn: string;
  /** Role that AWS Backup acts as. */
  readonly roleArn: string;
  /** The same token gives the same job. */
  readonly token: string;
  /** After how many days AWS Backup deletes the point; kept until somebody deletes it where it is absent. */
  readonly deleteAfterDays?: number;
}

export interface EndedBackup {
  readonly point: string;
  /** COMPLETED with a message: something was left out. */
  readonly warning: string | null;
}

const ASK_EVERY_MS = 15_000;

/** Asks for one backup and waits in drill time until it has ended. No recovery rests on one: only a sabotage that needs a spoiled point asks, and the way back after a recovery. */
export async function runBackupJob(context: Pick<DrillContext, 'clock' | 'signal'>, access: AwsAccess, { vault, resourceArn, roleArn, token, deleteAfterDays }: BackupRequest): Promise<EndedBackup> {
  const { BackupJobId } = await withBackup(access, (client) => client.send(new (backupSdk().StartBackupJobCommand)({ BackupVaultName: vault, ResourceArn: resourceArn, IamRoleArn: roleArn, IdempotencyToken: token, ...(deleteAfterDays === undefined ? {} : { Lifecycle: { DeleteAfterDays: deleteAfterDays } }) })));
  for (;;) {
    const { State, StatusMessage, RecoveryPointArn } = await withBackup(access, (client) => client.send(new (backupSdk().DescribeBackupJobCommand)({ BackupJobId })));
    if (State === 'COMPLETED' && RecoveryPointArn !== undefined) return { point: RecoveryPointArn, warning: StatusMessage || null };
    if (State === 'FAILED' || State === 'ABORTED' || State === 'EXPIRED' || State === 'PARTIAL') throw new RedrillError('backup.failed', `backup job ${BackupJobId} of ${resourceArn} ended ${State}: ${StatusMessage || 'AWS Backup gave no reason'}`, { actor: 'platform' });
    await context.clock.sleep(ASK_EVERY_MS, context.signal);
  }
}
