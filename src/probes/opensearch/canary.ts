import type { CanaryProbe, DrillContext, ProbeReading } from '#contract/modules';
import type { AwsAccess } from '#contract/aws';
import type { StoreConfig } from '#contract/config.schema';
import { RedrillError } from '#kit/redrill-error';
import { pointerOf, withSearch } from '#stores/opensearch/domain';
import { indexLines, land } from '#stores/opensearch/ingest';
import { readLanding } from '#stores/opensearch/landing';
import type { LandingPlace } from '#stores/opensearch/landing';
import { markDocument } from '#stores/opensearch/mark-document';
import type { SearchClient } from '#stores/opensearch/search-client';
import { markKey } from '#stores/opensearch/source-files';
import { CANARY_PREFIX } from '#stores/s3/beacon-keys';
import { withStore } from '#stores/s3/with-s3';
import { failedLook } from './failed-look.ts';

/** What a user of the store does, as the application does it: search through the pointer, and have a document ingested and found. */
export const opensearchCanary: CanaryProbe = { service: 'opensearch', run };

async function run(context: DrillContext, store: StoreConfig): Promise<ProbeReading> {
  const access = context.targets.access('platform-app', context.binding(store.id).region);
  try {
    const { origin, alias } = await pointerOf(access, store.pointer);
    const landing = await readLanding(access, store.pointer);
    return await withSearch(access, origin, async (client) => {
      const found = await search(client, alias);
      if (found === null) return { result: 'fail', detail: `a search through ${alias} at ${origin.origin} finds nothing` };
      await ingestAndFind(context, { access, client, alias, landing });
      return { result: 'pass', detail: `found ${JSON.stringify(found)} through ${alias}, had a document ingested, found it and removed it` };
    });
  } catch (error) {
    if (error instanceof RedrillError && error.code === 'opensearch.CanaryLost') return { result: 'fail', detail: error.message };
    return failedLook(error);
  }
}

interface Answer {
  readonly hits?: { readonly hits?: readonly { readonly _id: string }[] };
}

async function search(client: SearchClient, alias: string, query: unknown = { match_all: {} }): Promise<string | null> {
  const { hits } = await client.json<Answer>({ method: 'POST', path: `/${alias}/_search`, body: { size: 1, query, _source: false } });
  const [first] = hits?.hits ?? [];
  const { _id: id = null } = first ?? {};
  return id;
}

interface Service {
  readonly access: AwsAccess;
  readonly client: SearchClient;
  readonly alias: string;
  readonly landing: LandingPlace | null;
}

/** Leaves nothing behind: neither the document nor the very version of the file that it landed. */
async function ingestAndFind(context: DrillContext, { access, client, alias, landing }: Service): Promise<void> {
  const id = `${CANARY_PREFIX}${context.run.id}`;
  const lines = Buffer.from(`${JSON.stringify(markDocument(id, context.clock.nowIso()))}\n`);
  await withLanded(access, { landing, alias, id, lines }, async () => {
    await indexLines(client, { alias, lines, refresh: true });
    const found = await search(client, alias, { ids: { values: [id] } });
    await client.json({ method: 'POST', path: `/${alias}/_bulk`, body: Buffer.from(`${JSON.stringify({ delete: { _id: id } })}\n`) });
    if (found !== id) throw new RedrillError('opensearch.CanaryLost', `a document that was just indexed through ${alias} is not found`, { actor: 'platform' });
  });
}

async function withLanded(access: AwsAccess, { landing, alias, id, lines }: { readonly landing: LandingPlace | null; readonly alias: string; readonly id: string; readonly lines: Buffer }, work: () => Promise<void>): Promise<void> {
  if (landing === null) return work();
  await withStore(access, async (s3) => {
    const key = markKey(landing.prefix, alias, id);
    await land({ s3, bucket: landing.bucket, key, lines });
    try {
      await work();
    } finally {
      for await (const page of s3.listVersions(landing.bucket, { prefix: key })) for (const { versionId } of page) await s3.delete({ bucket: landing.bucket, key, versionId });
    }
  });
}
