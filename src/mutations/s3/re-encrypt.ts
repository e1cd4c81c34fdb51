import type { S3Client } from '@aws-sdk/client-s3';
import type { AwsAccess } from '#contract/aws';
import { copySource } from '#stores/s3/copy-request';
import { s3Sdk } from '#stores/s3/s3-sdk';
import type { S3Store, VersionEntry } from '#stores/s3/s3-store';
import { historyByKey } from '#stores/s3/version-history';
import { withBucketClient, withStore } from '#stores/s3/with-s3';

/** Ordinary results of users: no ingestion begins at them. */
const PREFIX = 'outputs/cohort-';
const AT_MOST = 25;

/**
 * Rewrites some objects of a bucket in place under a KMS key and removes the versions before, as a re-encryption job does: the same bytes, and
 * whoever cannot use the key has nothing of them. Returns how many there are. Done again, it goes on where it stopped.
 */
export async function hideUnder(access: AwsAccess, bucket: string, keyArn: string): Promise<number> {
  return withStore(access, (s3) => withBucketClient(access, async (client) => {
    const chosen = await chooseFrom(s3, bucket);
    for (const versions of chosen) await hideOne({ s3, client, bucket, keyArn }, versions);
    return chosen.length;
  }));
}

/** Rewrites the objects that are still under the key with the bucket's ordinary encryption. Idempotent. */
export async function showAgain(access: AwsAccess, bucket: string, keyArn: string): Promise<number> {
  return withStore(access, (s3) => withBucketClient(access, async (client) => {
    let shown = 0;
    for (const [current] of await chooseFrom(s3, bucket)) {
      if (current === undefined || !(await isUnder({ client, bucket, keyArn }, current.key))) continue;
      await client.send(new (s3Sdk().CopyObjectCommand)({ Bucket: bucket, Key: current.key, CopySource: copySource({ bucket, key: current.key }), ServerSideEncryption: 'AES256' }));
      shown += 1;
    }
    return shown;
  }));
}

interface Hiding {
  readonly client: S3Client;
  readonly bucket: string;
  readonly keyArn: string;
}

async function hideOne({ s3, ...hiding }: Hiding & { readonly s3: S3Store }, versions: readonly VersionEntry[]): Promise<void> {
  const { client, bucket, keyArn } = hiding;
  const [current, ...older] = versions;
  if (current === undefined) return;
  const done = await isUnder(hiding, current.key);
  // Shown again with an older version below: an earlier attempt came this far, and its point lacks the object.
  if (!done && older.length > 0) return;
  if (!done) await client.send(new (s3Sdk().CopyObjectCommand)({ Bucket: bucket, Key: current.key, CopySource: copySource({ bucket, key: current.key }), ServerSideEncryption: 'aws:kms', SSEKMSKeyId: keyArn }));
  for (const { versionId } of done ? older : versions) await s3.delete({ bucket, key: current.key, versionId });
}

async function isUnder({ client, bucket, keyArn }: Hiding, key: string): Promise<boolean> {
  const { SSEKMSKeyId } = await client.send(new (s3Sdk().HeadObjectCommand)({ Bucket: bucket, Key: key }));
  return SSEKMSKeyId === keyArn;
}

/** The first ordinary objects in key order whose versions are all of one size: a second attempt finds the same ones. */
async function chooseFrom(s3: S3Store, bucket: string): Promise<readonly (readonly VersionEntry[])[]> {
  const chosen: (readonly VersionEntry[])[] = [];
  for await (const { versions } of historyByKey(s3.listVersions(bucket, { prefix: PREFIX }))) {
    const [current] = versions;
    if (current === undefined || current.sizeBytes === 0 || versions.some((version) => version.marker || version.sizeBytes !== current.sizeBytes)) continue;
    chosen.push(versions);
    if (chosen.length === AT_MOST) break;
  }
  return chosen;
}
