import type { NotificationConfiguration, S3Client } from '@aws-sdk/client-s3';
import { awsCode } from './aws-code.ts';
import type { BucketSettings, PolicyDocument } from './bucket-settings.ts';
import { s3Sdk } from './s3-sdk.ts';

/** Reads every setting of a bucket. A setting that was never made is null or empty; any other error is thrown. */
export async function readBucketSettings(client: S3Client, bucket: string): Promise<BucketSettings> {
  const sdk = s3Sdk();
  const input = { Bucket: bucket };
  const [location, versioning, encryption, access, ownership, policy, lifecycle, notification, tagging, replication, logging] = await Promise.all([
    client.send(new sdk.GetBucketLocationCommand(input)),
    client.send(new sdk.GetBucketVersioningCommand(input)),
    orNull('ServerSideEncryptionConfigurationNotFoundError', client.send(new sdk.GetBucketEncryptionCommand(input))),
    orNull('NoSuchPublicAccessBlockConfiguration', client.send(new sdk.GetPublicAccessBlockCommand(input))),
    orNull('OwnershipControlsNotFoundError', client.send(new sdk.GetBucketOwnershipControlsCommand(input))),
    orNull('NoSuchBucketPolicy', client.send(new sdk.GetBucketPolicyCommand(input))),
    orNull('NoSuchLifecycleConfiguration', client.send(new sdk.GetBucketLifecycleConfigurationCommand(input))),
    client.send(new sdk.GetBucketNotificationConfigurationCommand(input)),
    orNull('NoSuchTagSet', client.send(new sdk.GetBucketTaggingCommand(input))),
    orNull('ReplicationConfigurationNotFoundError', client.send(new sdk.GetBucketReplicationCommand(input))),
    client.send(new sdk.GetBucketLoggingCommand(input)),
  ]);
  return {
    bucket,
    region: location.LocationConstraint ?? 'us-east-1',
    tags: tagging?.TagSet ?? [],
    versioning: versioning.Status ?? null,
    encryption: encryption?.ServerSideEncryptionConfiguration ?? null,
    publicAccessBlock: access?.PublicAccessBlockConfiguration ?? null,
    ownership: ownership?.OwnershipControls ?? null,
    policy: policy?.Policy === undefined ? null : (JSON.parse(policy.Policy) as PolicyDocument),
    lifecycle: lifecycle?.Rules ?? [],
    notification: withoutMetadata(notification),
    replication: replication?.ReplicationConfiguration ?? null,
    logging: logging.LoggingEnabled ?? null,
  };
}

async function orNull<T>(absentCode: string, call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    if (awsCode(error) === absentCode) return null;
    throw error;
  }
}

function withoutMetadata(output: NotificationConfiguration & { readonly $metadata?: unknown }): NotificationConfiguration {
  const { $metadata: _, ...notification } = output;
  return Object.fromEntries(Object.entries(notification).filter(([, value]) => !Array.isArray(value) || value.length > 0));
}
