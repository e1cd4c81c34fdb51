import type { Operation } from '../../../service.ts';
import { AwsError } from '../../../service.ts';
import type { Bucket } from '../bucket.ts';
import { errors } from '../errors.ts';
import { stateOf } from '../state.ts';
import { allowedBucket, reading } from './bucket-settings.ts';

/** Server access logging: where the requests of a bucket are written down. */
export const logging: Readonly<Record<string, Operation>> = {
  GetBucketLogging: reading('s3:GetBucketLogging', ({ settings }) => (settings.logging ? { LoggingEnabled: { TargetBucket: settings.logging.bucket, TargetPrefix: settings.logging.prefix } } : {})),
  PutBucketLogging: (call, input) => {
    const { state, bucket } = allowedBucket(call, input, 's3:PutBucketLogging');
    const wanted = ((input['BucketLoggingStatus'] ?? {}) as { readonly LoggingEnabled?: Enabled }).LoggingEnabled;
    const settings = { logging: wanted === undefined ? undefined : target(stateOf(call.catalogue).buckets.find(wanted.TargetBucket ?? ''), bucket, wanted) } as Bucket['settings'];
    state.changeBuckets(() => state.buckets.update(bucket, { settings }));
  },
};

interface Enabled {
  readonly TargetBucket?: string;
  readonly TargetPrefix?: string;
  readonly TargetGrants?: readonly unknown[];
  readonly TargetObjectKeyFormat?: { readonly PartitionedPrefix?: unknown };
}

/** The target must be a bucket of the same owner in the same region. */
function target(found: Bucket | null, source: Bucket, { TargetPrefix = '', TargetGrants = [], TargetObjectKeyFormat }: Enabled): NonNullable<Bucket['settings']['logging']> {
  if (TargetGrants.length > 0) throw errors.aclNotSupported();
  if (TargetObjectKeyFormat?.PartitionedPrefix !== undefined) throw errors.notImplemented('LoggingEnabled.TargetObjectKeyFormat.PartitionedPrefix');
  if (!found) throw new AwsError('InvalidTargetBucketForLogging', 'The target bucket for logging does not exist');
  if (found.account !== source.account) throw new AwsError('InvalidTargetBucketForLogging', 'The owner for the bucket to be logged and the target bucket must be the same.');
  if (found.region !== source.region) throw new AwsError('CrossLocationLoggingProhibitted', `Cross S3 location logging not allowed. Target bucket ${found.name} is in ${found.region}.`, { status: 403 });
  return { bucket: found.name, prefix: TargetPrefix };
}
