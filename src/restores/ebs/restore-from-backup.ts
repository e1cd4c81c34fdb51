import { z } from 'zod';
import type { AwsAccess } from '#contract/aws';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { uuid } from '#kit/ids';
import { RedrillError } from '#kit/redrill-error';
import { pointCreatedAt } from '#stores/backup/point-created-at';
import { restoreMetadata } from '#stores/backup/restore-metadata';
import { restoreVault } from '#stores/backup/restore-vault';
import { awaitRestoreJob, startRestoreJob } from '#stores/backup/run-restore-job';
import { awaitUsable } from '#stores/ebs/await-volume';
import { keyArn } from '#stores/rds/key-arn';
import { loadVolumeDefinition } from '#stores/ebs/load-volume-definition';
import { volumeMetadata } from './metadata-for.ts';

const args = z.strictObject({
  store: z.string(),
  /** ARN of a recovery point in the store's vault. */
  point: z.string(),
  /** A vault beside the restored store that holds the point; the one that the run relies on where it is not named. */
  vault: z.string().min(1).optional(),
  definition: z.string(),
  /** Name of the role that AWS Backup acts as. */
  role: z.string().default('aws-backup'),
});
type Args = z.output<typeof args>;

/** Restores a recovery point through AWS Backup into the documented zone, type and key, and waits until the new volume can be used. Its id is new. */
export const restoreFromBackup: StepModule<Args> = { id: 'ebs.restore-from-backup', with: args, marks: 'restore', effects: ['backup:StartRestoreJob', 'iam:PassRole', 'ec2:CreateVolume (by AWS Backup)'], run };

/** Resumable at every point: the idempotency token is settled first, the same token gives the same job, and waiting changes nothing. */
async function run(context: DrillContext, input: Args): Promise<StepResult> {
  const { store, point } = input;
  const access = context.targets.access('drill-restorer', context.binding(store).region);
  const { job, claimedUntil } = await requestRestore(context, access, input);
  const { volume, warning } = await noteMade(context, access, { store, job });
  if (warning !== null) context.say(`restore job ${job} is COMPLETED, and says: ${warning}`);
  await awaitUsable(context, access, volume);
  return { outputs: { job, volume, point, warning, claimedUntil }, binds: { store, resource: volume } };
}

async function requestRestore(context: DrillContext, access: AwsAccess, { store, point, vault: named, definition, role }: Args): Promise<{ readonly job: string; readonly claimedUntil: string | null }> {
  const { account } = context.binding(store);
  const vault = restoreVault(context, store, named);
  const documented = loadVolumeDefinition(context, definition);
  const token = await settleToken(context, store);
  return context.effect({
    id: `4-recover/${restoreFromBackup.id}/${store}`,
    what: `restore ${point} into ${documented.AvailabilityZone} through AWS Backup`,
    destructive: false,
    // The same idempotency token gives the same job, so asking again is the look.
    probe: async () => undefined,
    act: async () => {
      const wanted = { ...documented, KmsKeyId: await keyArn(access, documented.KmsKeyId) };
      const metadata = volumeMetadata(await restoreMetadata(access, vault, point), wanted);
      const until = await pointCreatedAt(access, vault, point);
      return { job: await startRestoreJob(access, { point, metadata, roleArn: `arn:aws:iam::${account}:role/${role}`, token }), claimedUntil: until };
    },
  });
}

function settleToken(context: DrillContext, store: string): Promise<string> {
  return context.effect<string>({
    id: `4-recover/${restoreFromBackup.id}/${store}/token`,
    what: `settle the token of the restore of ${store}`,
    destructive: false,
    // Nothing has changed yet: choosing again is free.
    probe: async () => undefined,
    act: async () => uuid(),
  });
}

/** Journals which volume the job made: put-back takes away only what is known to be this run's own. */
function noteMade(context: DrillContext, access: AwsAccess, { store, job }: { readonly store: string; readonly job: string }): Promise<{ readonly volume: string; readonly warning: string | null }> {
  return context.effect({
    id: `4-recover/${restoreFromBackup.id}/${store}/made`,
    what: `wait for restore job ${job} and note which volume it made`,
    destructive: false,
    // Nothing changes by waiting: it is free to look again.
    probe: async () => undefined,
    act: async () => {
      const { createdArn, warning } = await awaitRestoreJob(context, access, job);
      const volume = /:volume\/(vol-[0-9a-z]+)$/.exec(createdArn ?? '')?.[1];
      if (volume === undefined) throw new RedrillError('restore.wrong-resource', `restore job ${job} made ${createdArn ?? 'nothing that it names'}, expected a volume`, { actor: 'platform' });
      return { volume, warning };
    },
  });
}
