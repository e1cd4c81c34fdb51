import type { AwsAccess } from '#contract/aws';
import { awsCode } from './aws-code.ts';
import { s3Sdk } from './s3-sdk.ts';
import { withBucketClient } from './with-s3.ts';

/** Whether a bucket of this name exists in the account of `access`. A bucket that belongs to somebody else counts as absent. */
export async function bucketExists(access: AwsAccess, bucket: string): Promise<boolean> {
  try {
    await withBucketClient(access, (client) => client.send(new (s3Sdk().HeadBucketCommand)({ Bucket: bucket, ExpectedBucketOwner: access.account })));
    return true;
  } catch (error) {
    const code = awsCode(error);
    if (code === 'NotFound' || code === 'NoSuchBucket') return false;
    if (await somebodyElses(access, bucket, error)) return false;
    throw error;
  }
}

/** 403 may mean "not yours" or "not allowed". Only the list of the account's own buckets tells them apart. A HEAD has no body, so only the status says 403. */
async function somebodyElses(access: AwsAccess, bucket: string, error: unknown): Promise<boolean> {
  const { $metadata } = error as { readonly $metadata?: { readonly httpStatusCode?: number } };
  if ($metadata?.httpStatusCode !== 403) return false;
  const own = await withBucketClient(access, (client) => client.send(new (s3Sdk().ListBucketsCommand)({ Prefix: bucket })));
  return !(own.Buckets ?? []).some(({ Name }) => Name === bucket);
}
