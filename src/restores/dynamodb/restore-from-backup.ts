import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { pointCreatedAt } from '#stores/backup/point-created-at';
import { restoreMetadata } from '#stores/backup/restore-metadata';
import { restoreVault } from '#stores/backup/restore-vault';
import { awaitRestoreJob, restoreJobRuns, startRestoreJob } from '#stores/backup/run-restore-job';
import { awaitActive } from '#stores/dynamodb/await-table';
import { loadTableDefinition } from '#stores/dynamodb/load-table-definition';
import { withKeyArn } from '#stores/dynamodb/with-key-arn';
import { chooseName, placeSchema } from './choose-name.ts';
import { restoreMetadataFor } from './metadata-for.ts';
import { noteMade } from './note-made.ts';

const args = z.strictObject({
  store: z.string(),
  /** ARN of a point in the store's vault. */
  point: z.string(),
  /** A vault beside the restored store that holds the point; the one that the run relies on where it is not named. */
  vault: z.string().min(1).optional(),
  definition: z.string(),
  place: placeSchema,
  /** Name of the role that AWS Backup acts as. */
  role: z.string().default('aws-backup'),
});
type Args = z.output<typeof args>;

/**
 * Restores a point through AWS Backup and waits until the table takes requests. Resumable at every point: the name and the idempotency token
 * are settled first, the same token gives the same job, and waiting changes nothing.
 */
export const restoreFromBackup: StepModule<Args> = { id: 'dynamodb.restore-from-backup', with: args, marks: 'restore', effects: ['backup:StartRestoreJob', 'iam:PassRole', 'dynamodb:RestoreTableFromAwsBackup (by AWS Backup)'], run };

async function run(context: DrillContext, input: Args): Promise<StepResult> {
  const { store, point } = input;
  const step = restoreFromBackup.id;
  const { region, account } = context.binding(store);
  const access = context.targets.access('drill-restorer', region);
  const { name, token } = await chooseName(context, step, input);
  const { job, claimedUntil } = await context.effect({
    id: `4-recover/${step}/${store}`,
    what: `restore ${point} as ${name} through AWS Backup`,
    destructive: false,
    // The same idempotency token gives the same job, so asking again is the look.
    probe: async () => undefined,
    act: async () => {
      const vault = restoreVault(context, store, input.vault);
      const wanted = await withKeyArn(access, loadTableDefinition(context, input.definition));
      const metadata = restoreMetadataFor({ fetched: await restoreMetadata(access, vault, point), name, wanted });
      const until = await pointCreatedAt(access, vault, point);
      return { job: await startRestoreJob(access, { point, metadata, roleArn: `arn:aws:iam::${account}:role/${input.role}`, token }), claimedUntil: until };
    },
  });
  await noteMade(context, access, { step, store, name, stillComing: () => restoreJobRuns(access, job) });
  const { createdArn, warning } = await awaitRestoreJob(context, access, job);
  if (createdArn !== null && !createdArn.endsWith(`:table/${name}`)) throw new RedrillError('restore.wrong-resource', `restore job ${job} made ${createdArn}, expected the table ${name}`, { actor: 'platform' });
  if (warning !== null) context.say(`restore job ${job} is COMPLETED, and says: ${warning}`);
  await awaitActive(context, access, name);
  return { outputs: { job, table: name, point, warning, claimedUntil }, binds: { store, resource: name } };
}
