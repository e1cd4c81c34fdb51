import { z } from 'zod';
import type { AwsAccess } from '#contract/aws';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { dateOfMicros } from '#kit/dates';
import { sha256 } from '#kit/digest';
import { microsOf } from '#kit/time';
import { bucketMetadata } from '#stores/backup/bucket-metadata';
import { findRestoreJob } from '#stores/backup/find-restore-job';
import { pointDetail } from '#stores/backup/point-detail';
import type { PointDetail } from '#stores/backup/point-detail';
import { restoreMetadata } from '#stores/backup/restore-metadata';
import { restoreVault } from '#stores/backup/restore-vault';
import { awaitRestoreJob, startRestoreJob } from '#stores/backup/run-restore-job';
import { withBackup } from '#stores/backup/with-backup';
import { incidentStart } from './incident-start.ts';

const args = z.strictObject({
  store: z.string(),
  /** ARN of the recovery point. */
  point: z.string(),
  /** A vault beside the restored store that holds the point; the one that the run relies on where it is not named. */
  vault: z.string().min(1).optional(),
  /** Name of the role that AWS Backup acts as: it must reach the point, the bucket and the keys of the objects. */
  role: z.string().default('aws-backup'),
});
type Args = z.output<typeof args>;

/** Lets AWS Backup bring a point's objects into the bucket that was made and set up before: newest versions, as new versions. */
export const restoreFromBackup: StepModule<Args> = { id: 's3.restore-from-backup', with: args, marks: 'restore', effects: ['backup:StartRestoreJob', 'iam:PassRole'], run };

async function run(context: DrillContext, { store, point, vault: named, role }: Args): Promise<StepResult> {
  const vault = restoreVault(context, store, named);
  const { resource, account, region } = context.candidate(store);
  const access = context.targets.access('drill-restorer', region);
  const detail = await withBackup(access, (client) => pointDetail(client, vault, point));
  const job = await begin(context, access, { store, point, bucket: resource, vault, roleArn: `arn:aws:iam::${account}:role/${role}` });
  const ended = await awaitRestoreJob(context, access, job);
  const message = messageOf(detail, ended.warning);
  if (message !== null) context.say(`warning: restored, and not everything: ${message}`);
  return { outputs: { job, point, claimedUntil: detail.createdAt, bytes: detail.sizeBytes, bucket: resource, clean: message === null, message }, binds: { store, resource } };
}

/** COMPLETED with a message is never clean, neither of the backup nor of the restore. */
function messageOf({ leftOut }: PointDetail, warning: string | null): string | null {
  const said = [leftOut === null ? '' : `the backup says "${leftOut}"`, warning === null ? '' : `the restore says "${warning}"`].filter(Boolean);
  return said.length === 0 ? null : said.join('; ');
}

interface Begin {
  readonly store: string;
  readonly point: string;
  readonly bucket: string;
  readonly vault: string;
  readonly roleArn: string;
}

/** Starts the job once, whatever is killed meanwhile: it is looked for by its own token first, and the same token gives the same job. */
function begin(context: DrillContext, access: AwsAccess, { store, point, bucket, vault, roleArn }: Begin): Promise<string> {
  const token = tokenOf(context, { point, bucket });
  return context.effect<string>({
    id: `4-recover/s3.restore-from-backup/${store}`,
    what: `let AWS Backup restore ${point} into bucket ${bucket}`,
    destructive: false,
    probe: async () => {
      const createdAfter = dateOfMicros(microsOf(incidentStart(context)));
      return (await withBackup(access, (client) => findRestoreJob(client, { point, createdAfter, metadata: { DestinationBucketName: bucket, CreationToken: token } }))) ?? undefined;
    },
    act: async () => startRestoreJob(access, { point, roleArn, token, metadata: bucketMetadata(await restoreMetadata(access, vault, point), { bucket, token }) }),
  });
}

/** The same for every attempt of this drill, another one for every other: tokens live in the account, and run ids begin again in another folder. */
function tokenOf(context: DrillContext, { point, bucket }: { readonly point: string; readonly bucket: string }): string {
  return sha256(JSON.stringify([context.run.id, context.run.token ?? '', context.struckAt, point, bucket])).slice(0, 32);
}
