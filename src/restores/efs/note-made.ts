import type { AwsAccess } from '#contract/aws';
import type { DrillContext } from '#contract/modules';
import { restoreJobRuns } from '#stores/backup/run-restore-job';
import { efsSdk, withEfs } from '#stores/efs/with-efs';

export interface MadeInput {
  /** Id of the step, part of the effect's id. */
  readonly step: string;
  readonly store: string;
  readonly job: string;
  /** Creation token of the file system that the job makes. */
  readonly token: string;
}

const ASK_EVERY_MS = 15_000;

/** Journals which file system a restore made as soon as EFS shows it, long before the job ends: only so is one named that a failed recovery leaves behind. */
export async function noteMade(context: DrillContext, access: AwsAccess, { step, store, job, token }: MadeInput): Promise<void> {
  await context.effect<{ readonly system: string | null }>({
    id: `4-recover/${step}/${store}/made`,
    what: `note which file system restore job ${job} makes`,
    destructive: false,
    // Nothing changes by looking: it is free to look again.
    probe: async () => undefined,
    act: async () => {
      for (;;) {
        const goesOn = await restoreJobRuns(access, job);
        const { FileSystems } = await withEfs(access, (client) => client.send(new (efsSdk().DescribeFileSystemsCommand)({ CreationToken: token })));
        const system = FileSystems?.[0]?.FileSystemId;
        if (system !== undefined || !goesOn) return { system: system ?? null };
        await context.clock.sleep(ASK_EVERY_MS, context.signal);
      }
    },
  });
}
