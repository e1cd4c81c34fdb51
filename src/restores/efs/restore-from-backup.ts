import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { uuid } from '#kit/ids';
import { RedrillError } from '#kit/redrill-error';
import { pointCreatedAt } from '#stores/backup/point-created-at';
import { restoreMetadata } from '#stores/backup/restore-metadata';
import { restoreVault } from '#stores/backup/restore-vault';
import { awaitRestoreJob, startRestoreJob } from '#stores/backup/run-restore-job';
import { loadFileSystemDefinition } from '#stores/efs/load-file-system-definition';
import { keyArn } from '#stores/rds/key-arn';
import { metadataFor } from './metadata-for.ts';
import { noteMade } from './note-made.ts';

const args = z.strictObject({
  store: z.string(),
  /** ARN of a point in the store's vault. */
  point: z.string(),
  /** A vault beside the restored store that holds the point; the one that the run relies on where it is not named. */
  vault: z.string().min(1).optional(),
  definition: z.string(),
  /** `same`: into the file system that was emptied; `new`: into one that is made for it, because the old one is gone. */
  into: z.enum(['same', 'new']),
  role: z.string().default('aws-backup'),
});
type Args = z.output<typeof args>;

/** Restores a point through AWS Backup. Everything lands in a dated folder below the root; a new file system has nothing else, and cannot be mounted yet. */
export const restoreFromBackup: StepModule<Args> = { id: 'efs.restore-from-backup', with: args, marks: 'restore', effects: ['backup:StartRestoreJob', 'iam:PassRole', 'elasticfilesystem:CreateFileSystem (by AWS Backup)'], run };

async function run(context: DrillContext, { store, point, vault: named, definition, into, role }: Args): Promise<StepResult> {
  const { region, account, resource } = context.binding(store);
  const access = context.targets.access('drill-restorer', region);
  const vault = restoreVault(context, store, named);
  const wanted = loadFileSystemDefinition(context, definition);
  // Settled first, so that a resumed step asks for the same job and the same file system.
  const { token, startedAt } = await context.effect({
    id: `4-recover/${restoreFromBackup.id}/${store}/token`,
    what: 'settle the tokens of the restore',
    destructive: false,
    // Nothing has changed yet: settling again is free.
    probe: async () => undefined,
    act: async () => ({ token: uuid(), startedAt: context.clock.nowIso() }),
  });
  const { job, claimedUntil } = await context.effect({
    id: `4-recover/${restoreFromBackup.id}/${store}`,
    what: into === 'new' ? `restore ${point} into a new file system through AWS Backup` : `restore ${point} into ${resource} through AWS Backup`,
    destructive: false,
    // The same idempotency token gives the same job, so asking again is the look.
    probe: async () => undefined,
    act: async () => {
      const metadata = metadataFor({ fetched: await restoreMetadata(access, vault, point), wanted, keyArn: await keyArn(access, wanted.KmsKeyId), into: into === 'new' ? null : resource, token });
      return { job: await startRestoreJob(access, { point, metadata, roleArn: `arn:aws:iam::${account}:role/${role}`, token }), claimedUntil: await pointCreatedAt(access, vault, point) };
    },
  });
  if (into === 'new') await noteMade(context, access, { step: restoreFromBackup.id, store, job, token });
  const { createdArn, warning } = await awaitRestoreJob(context, access, job);
  const system = createdArn?.split('/').at(-1);
  if (system === undefined) throw new RedrillError('restore.no-resource', `restore job ${job} is COMPLETED and names no file system`, { actor: 'platform' });
  if (into === 'same' && system !== resource) throw new RedrillError('restore.wrong-resource', `restore job ${job} restored into ${system}, expected ${resource}`, { actor: 'platform' });
  if (warning !== null) context.say(`restore job ${job} is COMPLETED, and says: ${warning}`);
  return { outputs: { job, system, point, warning, claimedUntil, startedAt }, binds: { store, resource: system } };
}
