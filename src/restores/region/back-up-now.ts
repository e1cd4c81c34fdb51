import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { vaultOf } from '#stores/backup/backup-of';
import { pointDetail } from '#stores/backup/point-detail';
import { resourceArn } from '#stores/backup/resource-arn';
import { runBackupJob } from '#stores/backup/run-backup-job';
import { withBackup } from '#stores/backup/with-backup';
import { jobToken } from './job-token.ts';

const args = z.strictObject({
  store: z.string(),
  /** A vault of the region where the store serves now; the one that the recovery rested on where it is not named. */
  vault: z.string().min(1).optional(),
  /** After how many days AWS Backup deletes the point. */
  keepDays: z.number().int().positive().default(7),
  role: z.string().default('aws-backup'),
});
type Args = z.output<typeof args>;

/** Backs up what users have now, where they are now. Only the way back rests on it, never a recovery: that has the points of the schedule. */
export const backUpNow: StepModule<Args> = { id: 'region.back-up-now', with: args, marks: 'other', effects: ['backup:StartBackupJob', 'iam:PassRole'], run };

interface Made {
  readonly point: string;
  readonly vault: string;
  readonly createdAt: string | null;
  readonly sizeBytes: number | null;
  readonly warning: string | null;
}

async function run(context: DrillContext, { store, vault: named, keepDays, role }: Args): Promise<StepResult> {
  const config = context.store(store);
  const binding = context.binding(store);
  const vault = named ?? vaultOf(config).resource;
  const access = context.targets.access('drill-restorer', binding.region);
  const made = await context.effect<Made>({
    id: `5-put-back/region.back-up-now/${store}`,
    what: `back ${binding.resource} in ${binding.region} up into vault ${vault}`,
    destructive: false,
    // The same idempotency token gives the same job, so asking again is the look.
    probe: async () => undefined,
    act: async (token) => {
      const { point, warning } = await runBackupJob(context, access, { vault, resourceArn: resourceArn(config, binding), roleArn: `arn:aws:iam::${binding.account}:role/${role}`, token: jobToken(context, backUpNow.id, store, token), deleteAfterDays: keepDays });
      const { createdAt, sizeBytes } = await withBackup(access, (client) => pointDetail(client, vault, point));
      return { point, vault, createdAt, sizeBytes, warning };
    },
  });
  if (made.warning !== null) context.say(`the backup of ${binding.resource} is COMPLETED, and says: ${made.warning}`);
  return { outputs: { ...made } };
}
