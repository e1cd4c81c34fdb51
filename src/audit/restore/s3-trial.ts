import type { AwsAccess } from '#contract/aws';
import { RedrillError } from '#kit/redrill-error';
import { bucketMetadata } from '#stores/backup/bucket-metadata';
import { awsCode } from '#stores/s3/aws-code';
import { bucketExists } from '#stores/s3/bucket-exists';
import { s3Sdk } from '#stores/s3/s3-sdk';
import type { VersionEntry } from '#stores/s3/s3-store';
import { withBucketClient, withStore } from '#stores/s3/with-s3';
import { isTrialName } from './trial.ts';
import type { Trial, TrialRoom } from './trial.ts';

/** A bucket beside the living one, closed to the public, with versions as AWS Backup wants it. */
export const s3Trial: Trial = {
  service: 's3',
  prepare: async ({ restorer, live }, bucket) => {
    if (await bucketExists(restorer, bucket)) return;
    await withBucketClient(restorer, async (client) => {
      const sdk = s3Sdk();
      await client.send(new sdk.CreateBucketCommand({ Bucket: bucket, ...(live.region === 'us-east-1' ? {} : { CreateBucketConfiguration: { LocationConstraint: live.region as 'us-west-2' } }) }));
      await client.send(new sdk.PutPublicAccessBlockCommand({ Bucket: bucket, PublicAccessBlockConfiguration: { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true } }));
      await client.send(new sdk.PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    });
  },
  metadata: async (_, { fetched, name, token }) => bucketMetadata(fetched, { bucket: name, token }),
  ready: async () => undefined,
  remove,
  leftovers: async ({ context, live }) => {
    const { Buckets = [] } = await withBucketClient(context.targets.access('drill-observer', live.region), (client) => client.send(new (s3Sdk().ListBucketsCommand)({})));
    return Buckets.flatMap(({ Name: name = '' }) => (isTrialName(name, live.resource) ? [name] : []));
  },
};

async function remove({ context, operator }: TrialRoom, bucket: string): Promise<void> {
  if (!(await bucketExists(operator, bucket))) return;
  const outcome = await withStore(operator, (s3) => s3.deleteMany(bucket, everyVersion(s3.listVersions(bucket, { signal: context.signal })), { signal: context.signal }));
  if (outcome.failed.length > 0) throw new RedrillError('audit.not-deleted', `${outcome.failed.length} versions of ${bucket} could not be deleted; first: ${outcome.failed[0]?.code ?? ''}`, { actor: 'platform' });
  await deleteBucket(operator, bucket);
}

async function deleteBucket(operator: AwsAccess, bucket: string): Promise<void> {
  try {
    await withBucketClient(operator, (client) => client.send(new (s3Sdk().DeleteBucketCommand)({ Bucket: bucket })));
  } catch (error) {
    if (awsCode(error) !== 'NoSuchBucket') throw error;
  }
}

async function* everyVersion(pages: AsyncIterable<readonly VersionEntry[]>): AsyncGenerator<{ key: string; versionId: string }> {
  for await (const page of pages) for (const { key, versionId } of page) yield { key, versionId };
}
