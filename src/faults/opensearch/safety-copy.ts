import type { Binding, DrillContext, SafetyCopy } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { RedrillError } from '#kit/redrill-error';
import { withDomain } from '#stores/opensearch/domain';
import { readContents } from '#stores/opensearch/index-definitions';
import { userIndices } from '#stores/opensearch/index-names';
import { readWriters } from '#stores/opensearch/writers';
import type { S3Store } from '#stores/s3/s3-store';
import { awsCode } from '#stores/s3/aws-code';
import { withStore } from '#stores/s3/with-s3';
import { inRegion } from '#targets/in-region';
import { readPointer } from '#targets/pointer';
import { exportDocuments } from './export-documents.ts';
import { byHand } from './safety-by-hand.ts';
import { readSafetyDocument, writeSafetyDocument } from './safety-document.ts';
import type { Chunk, SafetyDocument } from './safety-document.ts';
import { safetyPlaces } from './safety-places.ts';
import type { SafetyPlaces } from './safety-places.ts';
import { restoreSafetyCopy } from './safety-restore.ts';

/** The harness's own export of a search domain, outside the domain and in another account. Put-back alone uses it, and only when the runbook failed. */
export const opensearchSafetyCopy: SafetyCopy = { service: 'opensearch', make, restore: restoreSafetyCopy, discard, byHand };

type Made = Awaited<ReturnType<SafetyCopy['make']>>;

async function make(context: DrillContext, binding: Binding): Promise<Made> {
  const places = safetyPlaces(context, binding.store);
  const access = context.targets.access('drill-operator', binding.region);
  return withStore(inRegion(access, places.region), (s3) => context.effect<Made>({
    id: `2-baseline/safety-copy/${binding.store}`,
    what: `export the documents and definitions of search domain ${binding.resource} to ${places.bucket}/${places.root}`,
    destructive: false,
    probe: async () => {
      const document = await readSafetyDocument(s3, places);
      return document === null ? undefined : madeOf(s3, places, document);
    },
    act: async () => {
      const madeAt = context.clock.nowIso();
      const document = await withDomain(access, binding.resource, async (client): Promise<SafetyDocument> => {
        const uuids = Object.fromEntries((await userIndices(client, context.signal)).map(({ index, uuid }) => [index, uuid]));
        const contents = await readContents(client, context.signal);
        const chunks: Chunk[] = [];
        for (const { index } of contents.indices) chunks.push(...(await exportDocuments({ client, s3, places, signal: context.signal }, index)));
        return { madeAt, uuids, pointer: await readPointer(access, binding.pointer), writers: await readWriters(access, binding.pointer), contents: { ...contents, indices: [...contents.indices], aliases: Object.fromEntries(Object.entries(contents.aliases).map(([alias, indices]) => [alias, [...indices]])) }, chunks };
      });
      await writeSafetyDocument(s3, places, document);
      return madeOf(s3, places, document);
    },
  }));
}

/** Every body is read back in full: it holds what was exported, and of each index no fewer documents than it had when the export began. */
async function madeOf(s3: S3Store, { bucket, root }: SafetyPlaces, { contents, chunks }: SafetyDocument): Promise<Made> {
  const digests = await Promise.all(chunks.map(({ key }) => s3.digest({ bucket, key }).catch(() => null)));
  const whole = chunks.every(({ sha256, sizeBytes }, i) => digests[i]?.sha256 === sha256 && digests[i].sizeBytes === sizeBytes);
  const all = contents.indices.every(({ index, documents }) => chunks.filter((chunk) => chunk.index === index).reduce((sum, chunk) => sum + chunk.documents, 0) >= documents);
  const total = (of: 'documents' | 'sizeBytes'): number => chunks.reduce((sum, chunk) => sum + chunk[of], 0);
  return { where: `s3://${bucket}/${root}`, count: total('documents'), bytes: total('sizeBytes'), verified: whole && all };
}

async function discard(context: DrillContext, { id }: StoreConfig): Promise<void> {
  const { bucket, region, root } = safetyPlaces(context, id);
  await withStore(context.targets.access('drill-operator', region), async (s3) => {
    try {
      for (let page = await firstPage(s3, bucket, root); page.length > 0; page = await firstPage(s3, bucket, root)) {
        const outcome = await s3.deleteMany(bucket, each(page), { signal: context.signal });
        if (outcome.failed.length > 0) throw new RedrillError('safety.not-discarded', `${outcome.failed.length} objects of the safety copy in ${bucket} could not be deleted; first: ${outcome.failed[0]?.code} (${outcome.failed[0]?.message})`, { actor: 'platform' });
      }
    } catch (error) {
      // A safety bucket that does not exist holds no copy: there is nothing to discard, which is what was asked for.
      if (awsCode(error) !== 'NoSuchBucket') throw error;
    }
  });
}

type Version = { readonly key: string; readonly versionId: string };

async function firstPage(s3: S3Store, bucket: string, prefix: string): Promise<readonly Version[]> {
  for await (const page of s3.listVersions(bucket, { prefix })) return page;
  return [];
}

async function* each(page: readonly Version[]): AsyncGenerator<Version> {
  for (const { key, versionId } of page) yield { key, versionId };
}
