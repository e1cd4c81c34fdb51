import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { latestOfContinuous } from '#stores/rds/automated-backups';
import { placeSchema } from './choose-identifier.ts';
import { continuousMetadata } from './metadata-for.ts';
import { restoreByJob } from './restore-by-job.ts';

const args = z.strictObject({
  store: z.string(),
  /** ARN of a continuous point in the store's vault. */
  point: z.string(),
  definition: z.string(),
  /** Moment to restore to (ISO, UTC); the newest that the point holds where it is not given. */
  to: z.iso.datetime().optional(),
  place: placeSchema,
  role: z.string().default('aws-backup'),
});
type Args = z.output<typeof args>;

/** Restores a continuous point through AWS Backup to a moment, the newest by itself, and waits until the instance is available. */
export const restoreToTime: StepModule<Args> = { id: 'rds.restore-to-time', with: args, marks: 'restore', effects: ['backup:StartRestoreJob', 'iam:PassRole', 'rds:RestoreDBInstanceToPointInTime (by AWS Backup)'], run };

async function run(context: DrillContext, input: Args): Promise<StepResult> {
  const to = input.to ?? null;
  const access = context.targets.access('drill-restorer', context.binding(input.store).region);
  // The point's own logs: an instance that has the name of the lost one, or had it before, keeps others.
  const claimedUntil = async (): Promise<string | null> => to ?? latestOfContinuous(access, input.point);
  return restoreByJob(context, { ...input, step: restoreToTime.id, claimedUntil, metadata: (metadata) => continuousMetadata(metadata, to) });
}
