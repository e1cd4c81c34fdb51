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
    if (await somebodyElses(access, bucket, code)) return false;
    throw error;
  }
}

/** 403 may mean "not yours" or "not allowed". Only the list of the account's own buckets tells them apart. */
async function somebodyElses(access: AwsAccess, bucket: string, code: string | null): Promise<boolean> {
  if (code !== 'Forbidden' && code !== 'AccessDenied' && code !== '403') return false;
  const own = await withBucketClient(access, (client) => client.send(new (s3Sdk().ListBucketsCommand)({ Prefix: bucket })));
  return !(own.Buckets ?? []).some(({ Name }) => Name === bucket);
}
