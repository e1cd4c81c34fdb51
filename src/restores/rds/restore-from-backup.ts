import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { pointCreatedAt } from '#stores/backup/point-created-at';
import { restoreVault } from '#stores/backup/restore-vault';
import { placeSchema } from './choose-identifier.ts';
import { snapshotMetadata } from './metadata-for.ts';
import { restoreByJob } from './restore-by-job.ts';

const args = z.strictObject({
  store: z.string(),
  /** ARN of a snapshot point in the store's vault. */
  point: z.string(),
  /** A vault beside the restored store that holds the point; the one that the run relies on where it is not named. */
  vault: z.string().min(1).optional(),
  definition: z.string(),
  place: placeSchema,
  role: z.string().default('aws-backup'),
});
type Args = z.output<typeof args>;

/** Restores a snapshot point through AWS Backup, with the documented groups named in the request, and waits until the instance is available. */
export const restoreFromBackup: StepModule<Args> = { id: 'rds.restore-from-backup', with: args, marks: 'restore', effects: ['backup:StartRestoreJob', 'iam:PassRole', 'rds:RestoreDBInstanceFromDBSnapshot (by AWS Backup)'], run };

async function run(context: DrillContext, input: Args): Promise<StepResult> {
  const access = context.targets.access('drill-restorer', context.binding(input.store).region);
  const claimedUntil = (): Promise<string | null> => pointCreatedAt(access, restoreVault(context, input.store, input.vault), input.point);
  return restoreByJob(context, { ...input, step: restoreFromBackup.id, claimedUntil, metadata: snapshotMetadata });
}
