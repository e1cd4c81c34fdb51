import type { Binding, DrillContext, SafetyCopy } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { RedrillError } from '#kit/redrill-error';
import { microsOf } from '#kit/time';
import { awsCode } from '#stores/s3/aws-code';
import { mergeSorted } from '#stores/s3/merge-sorted';
import { readBucketSettings } from '#stores/s3/read-bucket-settings';
import { sameBytes } from '#stores/s3/same-bytes';
import type { S3Store, VersionEntry } from '#stores/s3/s3-store';
import { withBucketClient, withStore } from '#stores/s3/with-s3';
import { inRegion } from '#targets/in-region';
import { byHand } from './safety-by-hand.ts';
import { safetyKey, safetyPlaces } from './safety-places.ts';
import type { SafetyPlaces } from './safety-places.ts';
import { restoreSafetyCopy } from './safety-restore.ts';

/** The harness's own copy of a bucket, in another account. Put-back alone uses it, and only when the runbook failed. */
export const s3SafetyCopy: SafetyCopy = { service: 's3', make, restore: restoreSafetyCopy, discard, byHand };

type Made = Awaited<ReturnType<SafetyCopy['make']>>;

async function make(context: DrillContext, binding: Binding): Promise<Made> {
  const places = safetyPlaces(context, binding.store);
  const access = context.targets.access('drill-operator', binding.region);
  const since = context.clock.nowMicros();
  // A copy is asked for where it goes to.
  return withStore(access, (live) => withStore(inRegion(access, places.region), (safe) => context.effect<Made>({
    id: `2-baseline/safety-copy/${binding.store}`,
    what: `copy the objects and settings of ${binding.resource} to ${places.bucket}/${places.objects}`,
    destructive: false,
    probe: async () => {
      if ((await safe.head({ bucket: places.bucket, key: places.settings })) === null) return undefined;
      const checked = await verify({ live, safe, binding, places }, since);
      return checked.missing === 0 ? madeOf(places, checked) : undefined;
    },
    act: async () => {
      const settings = await withBucketClient(access, (client) => readBucketSettings(client, binding.resource));
      const outcome = await safe.copyMany(copies(context, { live, binding, places }), { signal: context.signal });
      const [first] = outcome.failed;
      if (first !== undefined) throw new RedrillError('safety.incomplete', `${outcome.failed.length} objects of ${binding.resource} could not be copied to ${places.bucket}; first: ${first.code} ${JSON.stringify(first.item.from.key)} (${first.message})`, { actor: 'platform' });
      await safe.put({ bucket: places.bucket, key: places.longNames }, Buffer.from(JSON.stringify(await longNames(live, binding.resource, places))), { contentType: 'application/json' });
      await safe.put({ bucket: places.bucket, key: places.settings }, Buffer.from(JSON.stringify(settings, null, 2)), { contentType: 'application/json' });
      return madeOf(places, await verify({ live, safe, binding, places }, since));
    },
  })));
}

interface Checked {
  readonly count: number;
  readonly bytes: number;
  readonly missing: number;
}

function madeOf(places: SafetyPlaces, { count, bytes, missing }: Checked): Made {
  return { where: `s3://${places.bucket}/${places.objects}`, count, bytes, verified: missing === 0 };
}

async function* copies(context: DrillContext, { live, binding, places }: { readonly live: S3Store; readonly binding: Binding; readonly places: SafetyPlaces }): AsyncGenerator<{ from: { bucket: string; key: string }; to: { bucket: string; key: string }; sizeBytes: number }> {
  for await (const page of live.listObjects(binding.resource, { signal: context.signal })) {
    for (const { key, sizeBytes } of page) yield { from: { bucket: binding.resource, key }, to: { bucket: places.bucket, key: safetyKey(places, key).key }, sizeBytes };
  }
}

async function longNames(store: S3Store, bucket: string, places: SafetyPlaces): Promise<Readonly<Record<string, string>>> {
  const names: Record<string, string> = {};
  for await (const page of store.listObjects(bucket)) {
    for (const { key } of page) {
      const { long } = safetyKey(places, key);
      if (long !== null) names[long] = key;
    }
  }
  return names;
}

/** Holds two listings against each other; objects written or overwritten since the copy began are no fault of it. */
async function verify({ live, safe, binding, places }: { readonly live: S3Store; readonly safe: S3Store; readonly binding: Binding; readonly places: SafetyPlaces }, sinceMicros: number): Promise<Checked> {
  const checked = { count: 0, bytes: 0, missing: 0 };
  const listed = flat(live.listObjects(binding.resource));
  const kept = withoutPrefix(flat(safe.listObjects(places.bucket, { prefix: places.objects })), places.objects);
  for await (const { key, left, right } of mergeSorted(listed, kept)) {
    const copy = right ?? (left === null ? null : await keptLong(safe, places, key));
    if (copy !== null) {
      checked.count += 1;
      checked.bytes += copy.sizeBytes;
    }
    // A listing gives whole seconds: what was written within the second in which the copy began may be newer than it.
    const isNew = left !== null && microsOf(left.lastModified) + 1_000_000 > sinceMicros;
    if (left !== null && !isNew && (copy === null || !sameBytes(copy, left))) checked.missing += 1;
  }
  return checked;
}

async function keptLong(store: S3Store, places: SafetyPlaces, key: string): Promise<Pick<VersionEntry, 'etag' | 'sizeBytes'> | null> {
  const { key: name, long } = safetyKey(places, key);
  return long === null ? null : store.head({ bucket: places.bucket, key: name });
}

async function* flat(pages: AsyncIterable<readonly VersionEntry[]>): AsyncGenerator<VersionEntry> {
  for await (const page of pages) yield* page;
}

async function* withoutPrefix(entries: AsyncIterable<VersionEntry>, prefix: string): AsyncGenerator<VersionEntry> {
  for await (const entry of entries) yield { ...entry, key: entry.key.slice(prefix.length) };
}

async function discard(context: DrillContext, { id }: StoreConfig): Promise<void> {
  const places = safetyPlaces(context, id);
  await withStore(context.targets.access('drill-operator', places.region), async (store) => {
    try {
      for (let page = await firstPage(store, places.bucket, places.root); page.length > 0; page = await firstPage(store, places.bucket, places.root)) {
        const outcome = await store.deleteMany(places.bucket, each(page), { signal: context.signal });
        if (outcome.failed.length > 0) throw new RedrillError('safety.not-discarded', `${outcome.failed.length} objects of the safety copy in ${places.bucket} could not be deleted; first: ${outcome.failed[0]?.code} (${outcome.failed[0]?.message})`, { actor: 'platform' });
      }
    } catch (error) {
      // A safety bucket that does not exist holds no copy: there is nothing to discard, which is what was asked for.
      if (awsCode(error) !== 'NoSuchBucket') throw error;
    }
  });
}

/** Always the first page anew: in a bucket without versions the place where a listing stopped is gone once its objects are deleted. */
async function firstPage(store: S3Store, bucket: string, prefix: string): Promise<readonly VersionEntry[]> {
  for await (const page of store.listVersions(bucket, { prefix })) return page;
  return [];
}

async function* each(page: readonly VersionEntry[]): AsyncGenerator<{ key: string; versionId: string }> {
  for (const { key, versionId } of page) yield { key, versionId };
}
