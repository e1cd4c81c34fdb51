import type { StoreConfig } from '#contract/config.schema';
import type { Binding, DrillContext, SafetyCopy } from '#contract/modules';
import { refusal, RedrillError } from '#kit/redrill-error';
import { mounted } from '#stores/efs/mounted';
import { readFileSystemSettings } from '#stores/efs/read-file-system-settings';
import { awsCode } from '#stores/s3/aws-code';
import type { S3Store, VersionEntry } from '#stores/s3/s3-store';
import { withStore } from '#stores/s3/with-s3';
import { inRegion } from '#targets/in-region';
import { byHand } from './safety-by-hand.ts';
import { safetyPlaces, type SafetyPlaces } from './safety-places.ts';
import { restoreSafetyCopy } from './safety-restore.ts';
import { keepTree, keptTree } from './kept-tree.ts';

/** The harness's own copy of a file system, in another account and in no file system. Put-back alone uses it, and only when the runbook failed. */
export const efsSafetyCopy: SafetyCopy = { service: 'efs', make, restore: restoreSafetyCopy, discard, byHand };

type Made = Awaited<ReturnType<SafetyCopy['make']>>;

async function make(context: DrillContext, binding: Binding): Promise<Made> {
  const places = safetyPlaces(context, binding.store);
  const access = context.targets.access('drill-operator', binding.region);
  const where = `s3://${places.bucket}/${places.prefix}`;
  return withStore(inRegion(access, places.region), (s3) => context.effect<Made>({
    id: `2-baseline/safety-copy/${binding.store}`,
    what: `copy the files and settings of ${binding.resource} to ${where}`,
    destructive: false,
    probe: async () => ((await s3.head({ bucket: places.bucket, key: places.settings })) === null ? undefined : { where, ...(await verified(s3, places)) }),
    act: async () => {
      const { settings } = await readFileSystemSettings(access, binding.resource);
      const lines: string[] = [];
      const outcome = await s3.putMany(pieces(await mounted(context, binding), places, lines));
      const [first] = outcome.failed;
      if (first !== undefined) throw new RedrillError('safety.incomplete', `${outcome.failed.length} pieces of files of ${binding.resource} could not be copied to ${where}; first: ${first.code} (${first.message})`, { actor: 'platform' });
      await s3.put({ bucket: places.bucket, key: places.tree }, Buffer.from(lines.join('')), { contentType: 'application/x-ndjson' });
      await s3.put({ bucket: places.bucket, key: places.settings }, Buffer.from(JSON.stringify({ system: binding.resource, settings }, null, 2)), { contentType: 'application/json' });
      return { where, ...(await verified(s3, places)) };
    },
  }));
}

async function* pieces(root: string, places: SafetyPlaces, lines: string[]): AsyncGenerator<{ ref: { bucket: string; key: string }; body: Uint8Array }> {
  for await (const { name, body } of keepTree(root, lines)) yield { ref: { bucket: places.bucket, key: `${places.pieces}${name}` }, body };
}

/** Every piece that the tree names is there, with the size that it should have. */
async function verified(s3: S3Store, places: SafetyPlaces): Promise<Omit<Made, 'where'>> {
  const there = new Set<string>();
  for await (const page of s3.listObjects(places.bucket, { prefix: places.pieces })) for (const { key } of page) there.add(key.slice(places.pieces.length));
  const entries = await keptTree(s3, places);
  const files = entries.filter(({ kind }) => kind !== 'folder');
  return { count: files.length, bytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0), verified: entries.every((entry) => entry.pieces.every((piece) => there.has(piece))) };
}

/** Nothing is destroyed without a copy of it. */
export async function requireSafetyCopy(context: DrillContext, store: string): Promise<void> {
  const places = safetyPlaces(context, store);
  const access = context.targets.access('drill-operator', places.region);
  const there = await withStore(access, (s3) => s3.head({ bucket: places.bucket, key: places.settings }));
  if (there === null) throw refusal('fault.no-safety-copy', `s3://${places.bucket}/${places.settings} does not exist: there is no safety copy of ${store}, so nothing may be destroyed`);
}

async function discard(context: DrillContext, { id }: StoreConfig): Promise<void> {
  const { bucket, region, prefix } = safetyPlaces(context, id);
  await withStore(context.targets.access('drill-operator', region), async (s3) => {
    try {
      for (let page = await firstPage(s3, bucket, prefix); page.length > 0; page = await firstPage(s3, bucket, prefix)) {
        const outcome = await s3.deleteMany(bucket, each(page), { signal: context.signal });
        if (outcome.failed.length > 0) throw new RedrillError('safety.not-discarded', `${outcome.failed.length} objects of the safety copy in ${bucket} could not be deleted; first: ${outcome.failed[0]?.code} (${outcome.failed[0]?.message})`, { actor: 'platform' });
      }
    } catch (error) {
      // A safety bucket that does not exist holds no copy: there is nothing to discard, which is what was asked for.
      if (awsCode(error) !== 'NoSuchBucket') throw error;
    }
  });
}

/** Always the first page anew: what has been deleted is no place to go on from. */
async function firstPage(s3: S3Store, bucket: string, prefix: string): Promise<readonly VersionEntry[]> {
  for await (const page of s3.listVersions(bucket, { prefix })) return page;
  return [];
}

async function* each(page: readonly VersionEntry[]): AsyncGenerator<{ key: string; versionId: string }> {
  for (const { key, versionId } of page) yield { key, versionId };
}
