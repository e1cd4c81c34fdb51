import type { BackupClient } from '@aws-sdk/client-backup';
import { backupSdk } from './with-backup.ts';

export interface RestoreJobSought {
  readonly point: string;
  readonly createdAfter: Date;
  /** Entries that the job was started with: enough of them to tell it from every other one. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** The id of a restore job that was started with this metadata, for those whose start was not answered; null when there is none. */
export async function findRestoreJob(client: BackupClient, { point, createdAfter, metadata }: RestoreJobSought): Promise<string | null> {
  let token: string | undefined;
  do {
    const page = await client.send(new (backupSdk().ListRestoreJobsCommand)({ ByCreatedAfter: createdAfter, ...(token === undefined ? {} : { NextToken: token }) }));
    for (const { RestoreJobId, RecoveryPointArn } of page.RestoreJobs ?? []) {
      if (RestoreJobId === undefined || RecoveryPointArn !== point) continue;
      const { Metadata = {} } = await client.send(new (backupSdk().GetRestoreJobMetadataCommand)({ RestoreJobId }));
      if (Object.entries(metadata).every(([key, value]) => Metadata[key] === value)) return RestoreJobId;
    }
    token = page.NextToken;
  } while (token !== undefined);
  return null;
}
