import type { AwsAccess } from '#contract/aws';
import { awsCode } from '#stores/s3/aws-code';
import { s3Sdk } from '#stores/s3/s3-sdk';
import { withBucketClient } from '#stores/s3/with-s3';

/** The tags of a bucket; null when S3 will not say, which no guard may take for a yes. A broken connection is thrown. */
export async function bucketTags(access: AwsAccess, bucket: string): Promise<Readonly<Record<string, string>> | null> {
  try {
    const { TagSet } = await withBucketClient(access, (client) => client.send(new (s3Sdk().GetBucketTaggingCommand)({ Bucket: bucket, ExpectedBucketOwner: access.account })));
    return Object.fromEntries((TagSet ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
  } catch (error) {
    const code = awsCode(error);
    if (code === null) throw error;
    return code === 'NoSuchTagSet' ? {} : null;
  }
}
