import type { Call } from '../../service.ts';
import { AwsError } from '../../service.ts';
import type { Bucket } from './bucket.ts';
import { errors } from './errors.ts';
import { isPublicPolicy } from './policy/public-policy.ts';
import type { S3State } from './state.ts';

/** A bucket that exists, belongs to whom the caller expects, and is served by the region that was called. */
export function requireBucket(call: Call, state: S3State, name: string, headers: Readonly<Record<string, string>> = call.headers): Bucket {
  const bucket = requireBucketAnywhere(state, name, headers);
  if (bucket.region !== call.region && !call.caller.anonymous) throw elsewhere(call, bucket);
  return bucket;
}

/** The same for what S3 answers in every region. */
export function requireBucketAnywhere(state: S3State, name: string, headers: Readonly<Record<string, string>>): Bucket {
  const bucket = state.buckets.find(name);
  if (!bucket) throw errors.noSuchBucket(name);
  expectOwner(bucket, headers['x-amz-expected-bucket-owner']);
  return bucket;
}

/** Refuses when the caller expected another owner. */
export function expectOwner(bucket: Bucket, expected: string | undefined): void {
  if (expected !== undefined && expected !== bucket.account) throw errors.accessDenied();
}

/** Asks the caller's policies and the bucket's policy whether the caller may do `action` on the bucket or, with a key, on an object. */
export function authorise(call: Call, bucket: Bucket, action: string, key?: string): void {
  const arn = key === undefined ? `arn:aws:s3:::${bucket.name}` : `arn:aws:s3:::${bucket.name}/${key}`;
  call.authorise(action, arn, { account: bucket.account, policy: effectivePolicy(call, bucket) });
}

/** The error for a key that is not there: only who may list the bucket learns that; others are denied, as on S3. */
export function missingKey(call: Call, bucket: Bucket, missing: AwsError): AwsError {
  try {
    authorise(call, bucket, 's3:ListBucket');
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
  return missing;
}

/** RestrictPublicBuckets: a public policy opens a bucket to nobody outside its account. */
function effectivePolicy(call: Call, bucket: Bucket): string | null {
  if (bucket.policy === null || call.caller.account === bucket.account) return bucket.policy;
  const block = publicAccessBlockOf(bucket);
  return block.RestrictPublicBuckets && isPublicPolicy(bucket.policy) ? null : bucket.policy;
}

/** The block in force: all on for a new bucket, all off after it was deleted. */
export function publicAccessBlockOf(bucket: Bucket): NonNullable<Bucket['settings']['publicAccessBlock']> {
  const set = bucket.settings.publicAccessBlock;
  if (set) return set;
  const on = set === undefined;
  return { BlockPublicAcls: on, IgnorePublicAcls: on, BlockPublicPolicy: on, RestrictPublicBuckets: on };
}

function elsewhere(call: Call, bucket: Bucket): AwsError {
  call.setHeader('x-amz-bucket-region', bucket.region);
  const message = 'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.';
  return new AwsError('PermanentRedirect', message, { status: 301, fields: { Bucket: bucket.name, Endpoint: `s3.${bucket.region}.amazonaws.com`, Region: bucket.region } });
}
