import type { Operation } from '../../../service.ts';
import { validatePolicy } from '../../../authorise/validate-policy.ts';
import { publicAccessBlockOf } from '../access.ts';
import { errors } from '../errors.ts';
import { isPublicPolicy } from '../policy/public-policy.ts';
import { text } from '../request.ts';
import { allowedBucket, reading } from './bucket-settings.ts';

const ABSENT = ['NoSuchBucketPolicy', 'The bucket policy does not exist'] as const;

/** The bucket policy, which opens a bucket to other accounts and denies to its own. */
export const bucketPolicy: Readonly<Record<string, Operation>> = {
  GetBucketPolicy: reading('s3:GetBucketPolicy', (bucket) => {
    if (bucket.policy === null) throw errors.absent(...ABSENT, bucket.name);
    return { Policy: bucket.policy };
  }),
  GetBucketPolicyStatus: reading('s3:GetBucketPolicyStatus', (bucket) => {
    if (bucket.policy === null) throw errors.absent(...ABSENT, bucket.name);
    return { PolicyStatus: { IsPublic: isPublicPolicy(bucket.policy) } };
  }),
  PutBucketPolicy: (call, input) => {
    const { state, bucket } = allowedBucket(call, input, 's3:PutBucketPolicy');
    const policy = text(input, 'Policy') ?? '';
    validatePolicy(policy, `arn:aws:s3:::${bucket.name}`);
    if (publicAccessBlockOf(bucket).BlockPublicPolicy && isPublicPolicy(policy)) {
      throw errors.accessDenied(`User: ${call.caller.arn} is not authorized to perform: s3:PutBucketPolicy on resource: "arn:aws:s3:::${bucket.name}" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.`);
    }
    state.changeBuckets(() => state.buckets.update(bucket, { policy }));
  },
  DeleteBucketPolicy: (call, input) => {
    const { state, bucket } = allowedBucket(call, input, 's3:DeleteBucketPolicy');
    state.changeBuckets(() => state.buckets.update(bucket, { policy: null }));
  },
};
