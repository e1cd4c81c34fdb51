import type { AwsAccess } from '#contract/aws';
import type { StoreConfig } from '#contract/config.schema';
import type { DrillContext } from '#contract/modules';
import { sha256 } from '#kit/digest';
import { microsOf } from '#kit/time';
import { newestCompleted } from '#stores/backup/newest-point';
import { runBackupJob } from '#stores/backup/run-backup-job';
import { vaultPoints } from '#stores/backup/vault-points';
import type { VaultPoint } from '#stores/backup/vault-points';
import type { VaultConfig } from '#stores/backup/backup-of';
import { backupSdk, withBackup } from '#stores/backup/with-backup';
import { readBucketSettings } from '#stores/s3/read-bucket-settings';
import { s3Sdk } from '#stores/s3/s3-sdk';
import { withBucketClient } from '#stores/s3/with-s3';
import { operator } from './vault-sabotage.ts';

/** A point of the bucket whose name looks alike; where no plan ever made one, it is backed up once. */
export async function pointOfOther(context: DrillContext, store: StoreConfig, vault: VaultConfig): Promise<string> {
  const access = operator(context, vault);
  const known = newestCompleted(await pointsOf(access, store, vault), context.clock.nowMicros());
  if (known !== null) return known.arn;
  const account = context.config.accounts[store.account].id;
  const token = sha256(JSON.stringify(['wrong-resource', context.run.id, context.run.token ?? ''])).slice(0, 32);
  const request = { vault: vault.resource, resourceArn: otherArn(store), roleArn: `arn:aws:iam::${account}:role/aws-backup`, token };
  return (await whileProtectable(access, otherName(store), () => runBackupJob(context, access, request))).point;
}

/** Takes away the points of that bucket that nobody's plan made since the strike. */
export async function forgetOther(context: DrillContext, store: StoreConfig, vault: VaultConfig): Promise<void> {
  const { struckAt } = context;
  if (struckAt === null) return;
  const access = operator(context, vault);
  const ours = (await pointsOf(access, store, vault)).filter(({ planId, status, createdAt }) => planId === null && status === 'COMPLETED' && microsOf(createdAt) >= microsOf(struckAt));
  await withBackup(access, async (client) => {
    for (const { arn } of ours) await client.send(new (backupSdk().DeleteRecoveryPointCommand)({ BackupVaultName: vault.resource, RecoveryPointArn: arn }));
  });
}

/** AWS Backup takes no bucket whose events do not go to EventBridge; afterwards they go where they went before. */
async function whileProtectable<T>(access: AwsAccess, bucket: string, work: () => Promise<T>): Promise<T> {
  const { notification } = await withBucketClient(access, (client) => readBucketSettings(client, bucket));
  if (notification.EventBridgeConfiguration !== undefined) return work();
  const set = (configuration: typeof notification): Promise<unknown> => withBucketClient(access, (client) => client.send(new (s3Sdk().PutBucketNotificationConfigurationCommand)({ Bucket: bucket, NotificationConfiguration: configuration })));
  await set({ ...notification, EventBridgeConfiguration: {} });
  try {
    return await work();
  } finally {
    await set(notification);
  }
}

async function pointsOf(access: AwsAccess, store: StoreConfig, vault: VaultConfig): Promise<readonly VaultPoint[]> {
  const points: VaultPoint[] = [];
  await withBackup(access, async (client) => { for await (const point of vaultPoints(client, vault.resource, otherArn(store))) points.push(point); });
  return points;
}

function otherName({ resource }: StoreConfig): string {
  return resource.replace(/data/, 'media');
}

function otherArn(store: StoreConfig): string {
  return `arn:aws:s3:::${otherName(store)}`;
}
