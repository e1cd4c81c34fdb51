import type { AwsAccess } from '#contract/aws';
import type { DrillContext } from '#contract/modules';
import { backupSdk, withBackup } from './with-backup.ts';

const ASK_EVERY_MS = 15_000;
const RUNNING = new Set(['CREATED', 'PENDING', 'RUNNING', 'ABORTING']);

/** Waits in drill time until no backup of a resource is under way: what such a job makes cannot be deleted before. */
export async function awaitBackupsEnded(context: Pick<DrillContext, 'clock' | 'signal'>, access: AwsAccess, resourceArn: string): Promise<void> {
  while (await anyRuns(access, resourceArn)) await context.clock.sleep(ASK_EVERY_MS, context.signal);
}

async function anyRuns(access: AwsAccess, ByResourceArn: string): Promise<boolean> {
  return withBackup(access, async (client) => {
    let token: string | undefined;
    do {
      const page = await client.send(new (backupSdk().ListBackupJobsCommand)({ ByResourceArn, ...(token === undefined ? {} : { NextToken: token }) }));
      if (page.BackupJobs?.some(({ State }) => RUNNING.has(State ?? ''))) return true;
      token = page.NextToken;
    } while (token !== undefined);
    return false;
  });
}
