import type { S3Client } from '@aws-sdk/client-s3';
import type { BucketSettings } from './bucket-settings.ts';
import { s3Sdk } from './s3-sdk.ts';

/** Sets everything but notifications. Protection comes first (public access block before the policy), so that no moment is more open than the end. */
export async function applyBucketSettings(client: S3Client, bucket: string, settings: BucketSettings): Promise<number> {
  const sdk = s3Sdk();
  const calls = [
    settings.publicAccessBlock && (() => client.send(new sdk.PutPublicAccessBlockCommand({ Bucket: bucket, PublicAccessBlockConfiguration: settings.publicAccessBlock ?? {} }))),
    settings.ownership && (() => client.send(new sdk.PutBucketOwnershipControlsCommand({ Bucket: bucket, OwnershipControls: settings.ownership ?? { Rules: [] } }))),
    settings.versioning && (() => client.send(new sdk.PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: settings.versioning ?? 'Enabled' } }))),
    settings.encryption && (() => client.send(new sdk.PutBucketEncryptionCommand({ Bucket: bucket, ServerSideEncryptionConfiguration: settings.encryption ?? { Rules: [] } }))),
    settings.tags.length > 0 && (() => client.send(new sdk.PutBucketTaggingCommand({ Bucket: bucket, Tagging: { TagSet: [...settings.tags] } }))),
    settings.policy && (() => client.send(new sdk.PutBucketPolicyCommand({ Bucket: bucket, Policy: JSON.stringify(settings.policy) }))),
    () => applyLifecycle(client, bucket, settings),
    settings.replication && (() => client.send(new sdk.PutBucketReplicationCommand({ Bucket: bucket, ReplicationConfiguration: settings.replication ?? undefined }))),
    settings.logging && (() => client.send(new sdk.PutBucketLoggingCommand({ Bucket: bucket, BucketLoggingStatus: { LoggingEnabled: settings.logging ?? undefined } }))),
  ];
  let made = 0;
  for (const call of calls) {
    if (typeof call !== 'function') continue;
    await call();
    made += 1;
  }
  return made;
}

/** Sets the notifications alone: after the objects are back, or every object that comes back starts an ingestion. */
export async function applyBucketNotification(client: S3Client, bucket: string, settings: BucketSettings): Promise<void> {
  const sdk = s3Sdk();
  await client.send(new sdk.PutBucketNotificationConfigurationCommand({ Bucket: bucket, NotificationConfiguration: settings.notification }));
}

async function applyLifecycle(client: S3Client, bucket: string, settings: BucketSettings): Promise<unknown> {
  const sdk = s3Sdk();
  if (settings.lifecycle.length === 0) return client.send(new sdk.DeleteBucketLifecycleCommand({ Bucket: bucket }));
  return client.send(new sdk.PutBucketLifecycleConfigurationCommand({ Bucket: bucket, LifecycleConfiguration: { Rules: [...settings.lifecycle] } }));
}
