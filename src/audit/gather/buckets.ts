import type { S3Client } from '@aws-sdk/client-s3';
import { readBucketSettings } from '#stores/s3/read-bucket-settings';
import type { BucketSettings } from '#stores/s3/bucket-settings';
import { s3Sdk } from '#stores/s3/s3-sdk';
import { withBucketClient } from '#stores/s3/with-s3';
import type { BucketFact, Fact, ResourceFact } from '../facts.ts';
import { attempt, places } from './look.ts';
import type { Look, LookPlace } from './look.ts';

/** Every bucket of the platform's accounts with the settings that claims speak of. */
export async function readBuckets(look: Look): Promise<readonly Fact[]> {
  const facts: Fact[] = [];
  for (const role of ['platform', 'backup'] as const) {
    const near = places(look, { roles: [role] });
    const [first] = near;
    if (first === undefined) continue;
    facts.push(...(await attempt({ about: 'bucket', what: 'buckets', place: first }, async () => {
      const names = await withBucketClient(first.access, async (client) => (await client.send(new (s3Sdk().ListBucketsCommand)({}))).Buckets ?? []);
      const found: Fact[] = [];
      for (const { Name: name = '' } of names) found.push(...(await attempt({ about: 'bucket', what: `bucket ${name}`, place: first }, () => bucketFacts(near, name))));
      return found;
    })));
  }
  return facts;
}

async function bucketFacts(near: readonly LookPlace[], name: string): Promise<readonly Fact[]> {
  const [first] = near;
  if (first === undefined) return [];
  const where = await withBucketClient(first.access, async (client) => (await client.send(new (s3Sdk().GetBucketLocationCommand)({ Bucket: name }))).LocationConstraint ?? 'us-east-1');
  const place = { ...first, region: where, access: { ...first.access, region: where } };
  return withBucketClient(place.access, async (client) => {
    const settings = await readBucketSettings(client, name);
    return [bucketFact(place, settings, { replicas: await replicasOf(client, name), ...(await accessLogsOf(client, name)) }), resourceFact(place, settings)];
  });
}

function bucketFact({ account, region }: LookPlace, settings: BucketSettings, more: Pick<BucketFact, 'replicas' | 'accessLogs' | 'accessLogsRead'>): BucketFact {
  const block = settings.publicAccessBlock;
  const days = settings.lifecycle.filter(({ Status }) => Status === 'Enabled').flatMap(({ NoncurrentVersionExpiration }) => NoncurrentVersionExpiration?.NoncurrentDays ?? []);
  return {
    kind: 'bucket', id: `bucket/${settings.bucket}`, account, region, name: settings.bucket, versioning: settings.versioning,
    algorithm: settings.encryption?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm ?? null,
    policy: settings.policy, blocksPublic: block?.BlockPublicPolicy === true && block.RestrictPublicBuckets === true, noncurrentDays: days.length === 0 ? null : Math.min(...days), ...more,
  };
}

function resourceFact({ account, region }: LookPlace, { bucket, tags, encryption }: BucketSettings): ResourceFact {
  return { kind: 'resource', id: `resource/s3/${bucket}`, account, region, service: 's3', arn: `arn:aws:s3:::${bucket}`, name: bucket, tags: Object.fromEntries(tags.map(({ Key, Value }) => [Key ?? '', Value ?? ''])), encrypted: encryption !== null, publiclyAccessible: null, subnetGroup: null, vpcId: null };
}

async function replicasOf(client: S3Client, Bucket: string): Promise<BucketFact['replicas']> {
  try {
    const { ReplicationConfiguration } = await client.send(new (s3Sdk().GetBucketReplicationCommand)({ Bucket }));
    return (ReplicationConfiguration?.Rules ?? []).filter(({ Status }) => Status === 'Enabled').map(({ Destination }) => ({ bucket: (Destination?.Bucket ?? '').replace('arn:aws:s3:::', ''), account: Destination?.Account ?? null }));
  } catch (error) {
    if ((error as Error).name === 'ReplicationConfigurationNotFoundError') return [];
    throw error;
  }
}

/** Not every account serves access logs; that is no reason to know nothing of its buckets. */
async function accessLogsOf(client: S3Client, Bucket: string): Promise<Pick<BucketFact, 'accessLogs' | 'accessLogsRead'>> {
  try {
    const { LoggingEnabled } = await client.send(new (s3Sdk().GetBucketLoggingCommand)({ Bucket }));
    return { accessLogs: LoggingEnabled?.TargetBucket ?? null, accessLogsRead: true };
  } catch {
    // what claims say of it stays open
    return { accessLogs: null, accessLogsRead: false };
  }
}
