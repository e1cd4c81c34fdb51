import { z } from 'zod';
import type { AwsAccess } from '#contract/aws';
import type { DrillContext, FaultModule } from '#contract/modules';
import type { TargetRef } from '#contract/events';
import { RedrillError } from '#kit/redrill-error';
import { awsCode } from '#stores/s3/aws-code';
import { bucketExists } from '#stores/s3/bucket-exists';
import { s3Sdk } from '#stores/s3/s3-sdk';
import type { S3Store, VersionEntry } from '#stores/s3/s3-store';
import { withBucketClient, withStore } from '#stores/s3/with-s3';
import { bucketTags } from './bucket-tags.ts';

const args = z.strictObject({ store: z.string() });
type Args = z.output<typeof args>;

/** Beacons and the platform go on writing meanwhile, so one sweep may leave a few versions behind; this many are always enough. */
const MAX_SWEEPS = 25;

/** Objects that are looked at while the bucket is being emptied. */
const SAMPLE = 2;

/** Empties a bucket of all versions and markers, then deletes it: what `aws s3 rb` after a clean-up script does. */
export const deleteBucket: FaultModule<Args> = { id: 's3.delete-bucket', service: 's3', nature: 'destructive', args, targets, inject, observe };

async function targets(context: DrillContext, { store }: Args): Promise<readonly TargetRef[]> {
  const { resource, region } = context.binding(store);
  const access = context.targets.access('drill-observer', region);
  if (!(await bucketExists(access, resource))) return [];
  let count = 0;
  let bytes = 0;
  const sample: string[] = [];
  await withStore(access, async (s3) => {
    for await (const page of s3.listVersions(resource, { signal: context.signal })) {
      count += page.length;
      for (const version of page) bytes += version.sizeBytes;
      if (sample.length === 0) sample.push(...page.filter((version) => version.isLatest && !version.marker).slice(0, SAMPLE).map(({ key }) => key));
    }
  });
  return [{ store, arn: `arn:aws:s3:::${resource}`, what: `bucket ${resource} with all versions and delete markers`, count, bytes, sample, tags: await bucketTags(access, resource) }];
}

async function inject(context: DrillContext, { store }: Args): Promise<void> {
  const { resource, region } = context.binding(store);
  const access = context.targets.access('drill-operator', region);
  await context.effect({
    id: `3-disrupt/s3.delete-bucket/${store}`,
    what: `delete every version of bucket ${resource}, then the bucket`,
    destructive: true,
    probe: async () => ((await bucketExists(access, resource)) ? undefined : { bucket: resource }),
    act: async () => {
      await withStore(access, (s3) => sweepUntilGone(context, { s3, access, bucket: resource }));
      return { bucket: resource };
    },
  });
}

async function sweepUntilGone(context: DrillContext, { s3, access, bucket }: { s3: S3Store; access: AwsAccess; bucket: string }): Promise<void> {
  for (let sweep = 1; sweep <= MAX_SWEEPS; sweep += 1) {
    const outcome = await s3.deleteMany(bucket, everyVersion(s3.listVersions(bucket, { signal: context.signal })), { signal: context.signal });
    if (outcome.failed.length > 0) throw new RedrillError('fault.not-deleted', `${outcome.failed.length} versions of ${bucket} could not be deleted; first: ${outcome.failed[0]?.code} ${JSON.stringify(outcome.failed[0]?.item.key)} (${outcome.failed[0]?.message})`, { actor: 'platform' });
    context.say(`${outcome.done} versions of ${bucket} deleted`);
    if (await deleted(access, bucket)) return;
  }
  throw new RedrillError('fault.never-empty', `bucket ${bucket} was refilled faster than it could be emptied, ${MAX_SWEEPS} times over: find what writes to it`, { actor: 'platform' });
}

async function deleted(access: AwsAccess, bucket: string): Promise<boolean> {
  try {
    await withBucketClient(access, (client) => client.send(new (s3Sdk().DeleteBucketCommand)({ Bucket: bucket })));
    return true;
  } catch (error) {
    const code = awsCode(error);
    if (code === 'NoSuchBucket') return true;
    if (code === 'BucketNotEmpty') return false;
    throw error;
  }
}

async function* everyVersion(pages: AsyncIterable<readonly VersionEntry[]>): AsyncGenerator<{ key: string; versionId: string }> {
  for await (const page of pages) for (const { key, versionId } of page) yield { key, versionId };
}

/** As a user: is there a bucket behind the name, and are the objects there that were there before? */
async function observe(context: DrillContext, { store }: Args, sample: readonly string[]): Promise<{ readonly broken: boolean | null; readonly harmed?: boolean; readonly detail: string }> {
  const { resource, region } = context.binding(store);
  const access = context.targets.access('platform-app', region);
  try {
    if (!(await bucketExists(access, resource))) return { broken: true, detail: `bucket ${resource} does not exist (NoSuchBucket)` };
    const heads = await withStore(access, (s3) => Promise.all(sample.map((key) => s3.head({ bucket: resource, key }))));
    return { broken: false, harmed: heads.includes(null), detail: `bucket ${resource} answers` };
  } catch (error) {
    return { broken: null, detail: `looking at bucket ${resource} failed: ${error instanceof Error ? error.message : String(error)}` };
  }
}
