import type { LifecycleRule, LoggingEnabled, NotificationConfiguration, OwnershipControls, PublicAccessBlockConfiguration, ReplicationConfiguration, ServerSideEncryptionConfiguration, Tag } from '@aws-sdk/client-s3';
import { z } from 'zod';

/**
 * The settings of a bucket that no copy of its objects holds, in the shapes of the S3 API, so that one JSON file serves
 * code, the AWS command line and readers. An absent part means: not set.
 */
export interface BucketSettings {
  readonly bucket: string;
  readonly region: string;
  readonly tags: readonly Tag[];
  readonly versioning: 'Enabled' | 'Suspended' | null;
  readonly encryption: ServerSideEncryptionConfiguration | null;
  readonly publicAccessBlock: PublicAccessBlockConfiguration | null;
  readonly ownership: OwnershipControls | null;
  readonly policy: PolicyDocument | null;
  readonly lifecycle: readonly LifecycleRule[];
  readonly notification: NotificationConfiguration;
  /** Where new objects are copied to by themselves. */
  readonly replication: ReplicationConfiguration | null;
  /** Where S3 writes who read and wrote the bucket. */
  readonly logging: LoggingEnabled | null;
}

export interface PolicyDocument {
  readonly Version?: string | undefined;
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

const part = <T>() => z.record(z.string(), z.unknown()).transform((value) => value as T);

const settingsSchema = z.strictObject({
  bucket: z.string().min(3),
  region: z.string().min(1),
  tags: z.array(z.strictObject({ Key: z.string(), Value: z.string() })).default([]),
  versioning: z.enum(['Enabled', 'Suspended']).nullable().default(null),
  encryption: part<ServerSideEncryptionConfiguration>().nullable().default(null),
  publicAccessBlock: z.record(z.string(), z.boolean()).nullable().default(null),
  ownership: part<OwnershipControls>().nullable().default(null),
  policy: z.object({ Version: z.string().optional(), Statement: z.array(z.record(z.string(), z.unknown())).min(1) }).nullable().default(null),
  lifecycle: z.array(part<LifecycleRule>()).default([]),
  notification: part<NotificationConfiguration>().prefault({}),
  replication: part<ReplicationConfiguration>().nullable().default(null),
  logging: z.strictObject({ TargetBucket: z.string().min(3), TargetPrefix: z.string() }).nullable().default(null),
});

/** Reads a bucket definition (the parsed JSON of a file such as scenarios/runbooks/portal-data.json); throws a ZodError for anything else. */
export function parseBucketSettings(value: unknown): BucketSettings {
  return settingsSchema.parse(value);
}

/** The same settings for a bucket under another name: the name inside policies and rules follows. */
export function renamed(settings: BucketSettings, bucket: string): BucketSettings {
  if (bucket === settings.bucket) return settings;
  const text = JSON.stringify(settings.policy).replaceAll(`arn:aws:s3:::${settings.bucket}"`, `arn:aws:s3:::${bucket}"`).replaceAll(`arn:aws:s3:::${settings.bucket}/`, `arn:aws:s3:::${bucket}/`);
  return { ...settings, bucket, policy: JSON.parse(text) as PolicyDocument | null };
}
