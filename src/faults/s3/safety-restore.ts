import type { BucketLocationConstraint } from '@aws-sdk/client-s3';
import type { AwsAccess } from '#contract/aws';
import type { DrillContext } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { RedrillError } from '#kit/redrill-error';
import { applyBucketNotification, applyBucketSettings } from '#stores/s3/apply-bucket-settings';
import { awsCode } from '#stores/s3/aws-code';
import { parseBucketSettings, renamed } from '#stores/s3/bucket-settings';
import { mergeSorted } from '#stores/s3/merge-sorted';
import { s3Sdk } from '#stores/s3/s3-sdk';
import { sameBytes } from '#stores/s3/same-bytes';
import type { S3Store, VersionEntry } from '#stores/s3/s3-store';
import { compareUtf8 } from '#stores/s3/utf8-order';
import { withBucketClient, withStore } from '#stores/s3/with-s3';
import { inRegion } from '#targets/in-region';
import { writePointer } from '#targets/pointer';
import { safetyPlaces } from './safety-places.ts';
import type { SafetyPlaces } from './safety-places.ts';

interface Kept {
  /** Key of the object in the store. */
  readonly key: string;
  /** Key under which the safety copy holds it. */
  readonly at: string;
  readonly etag: string | null;
  readonly sizeBytes: number;
}

interface Job {
  /** Where the bucket is. */
  readonly s3: S3Store;
  /** Where the safety copy is. */
  readonly safe: S3Store;
  readonly access: AwsAccess;
  readonly places: SafetyPlaces;
  readonly bucket: string;
}

/**
 * Brings a bucket back to the safety copy: bucket, settings, objects, pointer; notifications last. What is there already stays;
 * what the copy does not hold gets a delete marker, so that nothing is lost for good by putting back.
 */
export async function restoreSafetyCopy(context: DrillContext, store: StoreConfig): Promise<void> {
  const places = safetyPlaces(context, store.id);
  const access = context.targets.access('drill-operator', store.region);
  const { resource: bucket } = context.binding(store.id);
  await withStore(access, (s3) => withStore(inRegion(access, places.region), async (safe) => {
    const { body } = await safe.get({ bucket: places.bucket, key: places.settings });
    const settings = renamed(parseBucketSettings(JSON.parse(body.toString('utf8'))), bucket);
    const job: Job = { s3, safe, access, places, bucket };
    await context.effect({
      id: `5-put-back/safety-copy/${store.id}`,
      what: `bring ${bucket} back to the safety copy in ${places.bucket}`,
      destructive: false,
      // Every part compares before it changes anything, so repeating it is the way to finish it.
      probe: async () => undefined,
      act: async () => {
        await ensureBucket(context, job);
        await withBucketClient(access, (client) => applyBucketSettings(client, bucket, settings));
        const objects = await bringBack(context, job);
        await withBucketClient(access, (client) => applyBucketNotification(client, bucket, settings));
        await writePointer(access, store.pointer, bucket);
        return { objects };
      },
    });
  }));
}

const ASK_EVERY_MS = 60_000;

/** A name that is not free yet is asked for until the put-back's own deadline ends the wait. */
async function ensureBucket(context: DrillContext, { access, bucket }: Job): Promise<void> {
  for (;;) {
    try {
      await withBucketClient(access, (client) => client.send(new (s3Sdk().CreateBucketCommand)({ Bucket: bucket, CreateBucketConfiguration: { LocationConstraint: access.region as BucketLocationConstraint } })));
      return;
    } catch (error) {
      const code = awsCode(error);
      if (code === 'BucketAlreadyOwnedByYou') return;
      if (code !== 'OperationAborted') throw error;
      await context.clock.sleep(ASK_EVERY_MS, context.signal);
    }
  }
}

async function bringBack(context: DrillContext, job: Job): Promise<number> {
  const { s3, places, bucket } = job;
  const copied = await s3.copyMany(missing(job), { signal: context.signal });
  const removed = await s3.deleteMany(bucket, surplus(job), { signal: context.signal });
  const failed = copied.failed.length + removed.failed.length;
  if (failed > 0) throw new RedrillError('safety.not-restored', `${failed} objects of ${bucket} could not be brought back from ${places.bucket}; first: ${copied.failed[0]?.code ?? removed.failed[0]?.code} (${copied.failed[0]?.message ?? removed.failed[0]?.message})`, { actor: 'platform' });
  return copied.done;
}

async function* missing(job: Job): AsyncGenerator<{ from: { bucket: string; key: string }; to: { bucket: string; key: string }; sizeBytes: number }> {
  for await (const { key, left, right } of mergeSorted(kept(job), live(job))) {
    if (left === null || (right !== null && sameBytes(left, right))) continue;
    yield { from: { bucket: job.places.bucket, key: left.at }, to: { bucket: job.bucket, key }, sizeBytes: left.sizeBytes };
  }
}

async function* surplus(job: Job): AsyncGenerator<{ key: string }> {
  for await (const { key, left } of mergeSorted(kept(job), live(job))) if (left === null) yield { key };
}

async function* live({ s3, bucket }: Job): AsyncGenerator<VersionEntry> {
  for await (const page of s3.listObjects(bucket)) yield* page;
}

/** What the safety copy holds, in the order of the store's keys: the few long ones are sorted in among the others. */
async function* kept({ safe, places }: Job): AsyncGenerator<Kept> {
  const long = await keptLong(safe, places);
  for await (const page of safe.listObjects(places.bucket, { prefix: places.objects })) {
    for (const { key: at, etag, sizeBytes } of page) {
      const key = at.slice(places.objects.length);
      for (let next = long[0]; next !== undefined && compareUtf8(next.key, key) < 0; next = long[0]) yield long.shift() ?? next;
      yield { key, at, etag, sizeBytes };
    }
  }
  yield* long;
}

async function keptLong(s3: S3Store, places: SafetyPlaces): Promise<Kept[]> {
  const names = JSON.parse((await s3.get({ bucket: places.bucket, key: places.longNames })).body.toString('utf8')) as Readonly<Record<string, string>>;
  const found: Kept[] = [];
  for (const [digest, key] of Object.entries(names)) {
    const at = places.long + digest;
    const head = await s3.head({ bucket: places.bucket, key: at });
    if (head !== null) found.push({ key, at, etag: head.etag, sizeBytes: head.sizeBytes });
  }
  return found.sort((a, b) => compareUtf8(a.key, b.key));
}
