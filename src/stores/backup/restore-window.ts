import type { BackupClient } from '@aws-sdk/client-backup';
import { backupSdk } from './with-backup.ts';

/** From when to when a restore job ran. */
export interface RestoreWindow {
  readonly fromMicros: number;
  readonly untilMicros: number;
}

/** AWS Backup gives milliseconds, and what a job did last may carry a moment just after. */
const MARGIN_MICROS = 1_000_000;

/** The time in which a restore job wrote; open to the end while it runs. */
export async function restoreWindow(client: BackupClient, job: string): Promise<RestoreWindow> {
  const { CreationDate, CompletionDate } = await client.send(new (backupSdk().DescribeRestoreJobCommand)({ RestoreJobId: job }));
  return {
    fromMicros: CreationDate === undefined ? Number.NEGATIVE_INFINITY : CreationDate.getTime() * 1000,
    untilMicros: CompletionDate === undefined ? Number.POSITIVE_INFINITY : CompletionDate.getTime() * 1000 + MARGIN_MICROS,
  };
}
