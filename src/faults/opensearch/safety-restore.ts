import type { AwsAccess } from '#contract/aws';
import type { DrillContext } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { RedrillError } from '#kit/redrill-error';
import { withDomain } from '#stores/opensearch/domain';
import { heldBackIn } from '#stores/opensearch/held-back';
import { userIndices } from '#stores/opensearch/index-names';
import type { SearchClient } from '#stores/opensearch/search-client';
import { sendBulk } from '#stores/opensearch/send-bulk';
import { takeOut } from '#stores/opensearch/take-out';
import { setWriters } from '#stores/opensearch/writers';
import { Aimd } from '#stores/s3/aimd';
import type { S3Store } from '#stores/s3/s3-store';
import { withStore } from '#stores/s3/with-s3';
import { writePointer } from '#targets/pointer';
import { readSafetyDocument } from './safety-document.ts';
import type { Chunk, SafetyDocument } from './safety-document.ts';
import { safetyPlaces } from './safety-places.ts';
import type { SafetyPlaces } from './safety-places.ts';

/**
 * Brings a search domain back to the safety copy: every index of the users is replaced by the one of the copy, then templates, aliases,
 * pointer and writers. Repeating it is the way to finish it.
 */
export async function restoreSafetyCopy(context: DrillContext, store: StoreConfig): Promise<void> {
  const places = safetyPlaces(context, store.id);
  const { resource } = context.binding(store.id);
  const access = context.targets.access('drill-operator', store.region);
  await withStore(access, async (s3) => {
    const document = await readSafetyDocument(s3, places);
    if (document === null) throw new RedrillError('safety.no-copy', `s3://${places.bucket}/${places.definition} does not exist: there is no safety copy of ${store.id} to put back`, { actor: 'platform' });
    await context.effect({
      id: `5-put-back/safety-copy/${store.id}`,
      what: `bring search domain ${resource} back to the safety copy in ${places.bucket}`,
      destructive: false,
      probe: async () => undefined,
      act: async () => {
        await setWriters(access, store.pointer, 'paused');
        await withDomain(access, resource, async (client) => {
          await replaceAll({ context, client, s3, places }, document);
          await leaveOut(context, client, store.id);
        });
        await finish(access, store, document);
        return { documents: document.chunks.reduce((sum, chunk) => sum + chunk.documents, 0) };
      },
    });
  });
}

/** What a recovery held back stays out while the database that does not know it stays as it was recovered. */
async function leaveOut(context: DrillContext, client: SearchClient, store: string): Promise<void> {
  const held = heldBackIn(context.effects(), store);
  if (held === null || context.effects().some(({ id }) => id === `5-put-back/safety-copy/${held.database}`)) return;
  const documents = [...held.names].map((name) => ({ index: name.slice(0, name.indexOf('/')), id: name.slice(name.indexOf('/') + 1) }));
  await takeOut(client, documents);
}

interface Job {
  readonly context: DrillContext;
  readonly client: SearchClient;
  readonly s3: S3Store;
  readonly places: SafetyPlaces;
}

async function finish(access: AwsAccess, { pointer }: StoreConfig, document: SafetyDocument): Promise<void> {
  if (document.pointer !== null) await writePointer(access, pointer, document.pointer);
  await setWriters(access, pointer, document.writers);
}

async function replaceAll(job: Job, { contents, chunks }: SafetyDocument): Promise<void> {
  const { client } = job;
  for (const { index } of await userIndices(client)) await client.api.indices.delete({ index });
  for (const [name, template] of Object.entries(contents.templates)) await client.api.indices.putIndexTemplate({ name, body: template as object });
  for (const { index, settings, mappings } of contents.indices) await client.api.indices.create({ index, body: { settings, mappings } });
  await fill(job, chunks);
  for (const { index, documents } of contents.indices) await refreshed(client, { index, documents: Math.max(documents, countOf(chunks, index)) });
  const actions = Object.entries(contents.aliases).flatMap(([alias, indices]) => indices.map((index) => ({ add: { index, alias } })));
  if (actions.length > 0) await client.api.indices.updateAliases({ body: { actions } });
}

async function fill({ context: { signal }, client, s3, places }: Job, chunks: readonly Chunk[]): Promise<void> {
  const limiter = new Aimd({ start: 4, max: 16 });
  for (const { key, index } of chunks) {
    const { body } = await s3.get({ bucket: places.bucket, key });
    const { refused } = await sendBulk({ client, limiter, signal }, { index, body, ...placesIn(body, key) });
    const [first] = refused;
    if (first !== undefined) throw new RedrillError('safety.not-restored', `${refused.length} documents of ${key} were not taken by ${index}; first: ${first.code}: ${first.why}`, { actor: 'platform' });
  }
}

/** Where each document begins: every second line. */
function placesIn(body: Buffer, file: string): { readonly starts: readonly number[]; readonly origins: readonly { readonly file: string; readonly line: number }[] } {
  const starts: number[] = [];
  for (let at = 0; at < body.length;) {
    starts.push(at);
    const source = body.indexOf(0x0a, at) + 1;
    const next = source === 0 ? -1 : body.indexOf(0x0a, source);
    at = next === -1 ? body.length : next + 1;
  }
  return { starts, origins: starts.map((_, n) => ({ file, line: n * 2 + 1 })) };
}

async function refreshed(client: SearchClient, { index, documents }: { readonly index: string; readonly documents: number }): Promise<void> {
  await client.api.indices.refresh({ index });
  const { body: { count } } = await client.api.count({ index });
  if (count < documents) throw new RedrillError('safety.not-restored', `${index} holds ${count} documents after it was put back, expected ${documents}`, { actor: 'platform' });
}

function countOf(chunks: readonly Chunk[], index: string): number {
  return chunks.filter((chunk) => chunk.index === index).reduce((sum, chunk) => sum + chunk.documents, 0);
}
