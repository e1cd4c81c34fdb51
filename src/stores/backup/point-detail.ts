import type { BackupClient } from '@aws-sdk/client-backup';
import { RedrillError } from '#kit/redrill-error';
import { isoMicros } from '#kit/time';
import { backupSdk } from './with-backup.ts';

/** What AWS Backup says of one recovery point. */
export interface PointDetail {
  readonly resourceArn: string;
  readonly createdAt: string;
  readonly sizeBytes: number | null;
  /** What was left out of a backup that counts as completed; null for a clean one. */
  readonly leftOut: string | null;
}

/** Looks at one recovery point, and at what the job that made it had to say: COMPLETED with a message is no clean backup. */
export async function pointDetail(client: BackupClient, vault: string, point: string): Promise<PointDetail> {
  const { ResourceArn, CreationDate, BackupSizeInBytes, StatusMessage } = await client.send(new (backupSdk().DescribeRecoveryPointCommand)({ BackupVaultName: vault, RecoveryPointArn: point }));
  if (ResourceArn === undefined || CreationDate === undefined) throw new RedrillError('backup.odd-point', `vault ${vault} describes the recovery point ${point} without resource or creation date`, { actor: 'platform' });
  const leftOut = StatusMessage || (await messageOfJob(client, { resourceArn: ResourceArn, vault, point }));
  return { resourceArn: ResourceArn, createdAt: isoMicros(CreationDate.getTime() * 1000), sizeBytes: BackupSizeInBytes ?? null, leftOut };
}

/** Null also for a point older than the jobs that AWS Backup still lists. */
async function messageOfJob(client: BackupClient, { resourceArn, vault, point }: { readonly resourceArn: string; readonly vault: string; readonly point: string }): Promise<string | null> {
  let token: string | undefined;
  do {
    const page = await client.send(new (backupSdk().ListBackupJobsCommand)({ ByResourceArn: resourceArn, ByBackupVaultName: vault, ...(token === undefined ? {} : { NextToken: token }) }));
    const job = page.BackupJobs?.find(({ RecoveryPointArn }) => RecoveryPointArn === point);
    if (job) return job.StatusMessage || null;
    token = page.NextToken;
  } while (token !== undefined);
  return null;
}
