import type { AwsAccess } from '#contract/aws';
import type { DrillContext } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { RedrillError } from '#kit/redrill-error';
import { isoMicros, microsOf } from '#kit/time';
import { withDomain } from '#stores/opensearch/domain';
import { heldBackIn } from '#stores/opensearch/held-back';
import { userIndices } from '#stores/opensearch/index-names';
import { readLanding } from '#stores/opensearch/landing';
import { reindexSources } from '#stores/opensearch/reindex-sources';
import type { SearchClient } from '#stores/opensearch/search-client';
import { takeOut } from '#stores/opensearch/take-out';
import { setWriters } from '#stores/opensearch/writers';
import type { S3Store } from '#stores/s3/s3-store';
import { withStore } from '#stores/s3/with-s3';
import { inRegion } from '#targets/in-region';
import { writePointer } from '#targets/pointer';
import { putIndicesBack, type PutBack } from './put-indices-back.ts';
import { replaceIndex } from './replace-index.ts';
import { readSafetyDocument, type SafetyDocument } from './safety-document.ts';
import { safetyPlaces, type SafetyPlaces } from './safety-places.ts';
import { standing, type SeenIndex, type Standing } from './standing.ts';

/**
 * Brings a search domain back to the safety copy. An index that was never lost keeps its documents; one that a recovery made is replaced, and
 * what it held is kept; then what has landed since, templates, aliases, pointer and writers. Repeating it is the way to finish it.
 */
export async function restoreSafetyCopy(context: DrillContext, store: StoreConfig): Promise<void> {
  const places = safetyPlaces(context, store.id);
  const { resource } = context.binding(store.id);
  const access = context.targets.access('drill-operator', store.region);
  await withStore(inRegion(access, places.region), async (s3) => {
    const document = await readSafetyDocument(s3, places);
    if (document === null) throw new RedrillError('safety.no-copy', `s3://${places.bucket}/${places.definition} does not exist: there is no safety copy of ${store.id} to put back`, { actor: 'platform' });
    await withDomain(access, resource, (client) => restore({ context, store, access, client, s3, places }, document));
  });
}

interface Job {
  readonly context: DrillContext;
  readonly store: StoreConfig;
  readonly access: AwsAccess;
  readonly client: SearchClient;
  readonly s3: S3Store;
  readonly places: SafetyPlaces;
}

async function restore(job: Job, document: SafetyDocument): Promise<void> {
  const { context, client, store, access, places } = job;
  const { resource } = context.binding(store.id);
  const recovered = context.effects().some(({ id }) => id.startsWith('4-recover/opensearch.') && id.split('/').includes(store.id));
  const found = await lookFirst(job);
  const plan = standing({ document, found, now: await seen(client), recovered });
  const touched = recovered || plan.lost.length > 0;
  const parts: PutBack = { ...job, store: store.id, pause: () => setWriters(access, store.pointer, 'paused'), indexLater: (into) => indexLater(job, document, into) };
  for (const index of plan.replaced) await replaceIndex(parts, index);
  await context.effect({
    id: `5-put-back/safety-copy/${store.id}`,
    what: `bring search domain ${resource} back to the safety copy in ${places.bucket}: ${saidOf(plan)}`,
    destructive: false,
    probe: async () => undefined,
    act: async () => {
      if (touched) await parts.pause();
      await putIndicesBack(parts, document, { lost: plan.lost, later: touched });
      if (touched) await leaveOut(context, client, store.id);
      await finish(access, store, document);
      return { documents: document.chunks.filter(({ index }) => plan.lost.includes(index)).reduce((sum, chunk) => sum + chunk.documents, 0) };
    },
  });
}

function saidOf({ lost }: Standing): string {
  return lost.length === 0 ? 'no index of it was lost' : `${lost.join(', ')} anew`;
}

/** Which indices there are before put-back makes any: a later life tells by it which ones put-back has made. */
function lookFirst({ context, client, store }: Job): Promise<readonly SeenIndex[]> {
  return context.effect({
    id: `5-put-back/look/${store.id}`,
    what: `look which indices there are in ${context.binding(store.id).resource} before put-back`,
    destructive: false,
    // Asked before anything is made: looking again is free.
    probe: async () => undefined,
    act: () => seen(client),
  });
}

async function seen(client: SearchClient): Promise<readonly SeenIndex[]> {
  return (await userIndices(client)).map(({ index, uuid }) => ({ index, uuid }));
}

/** A file lands a moment before it is indexed, and not every clock is the same. */
const MARGIN_MICROS = 60e6;

/** What users have had indexed since the copy was made is in the source files, where the platform lands any. */
async function indexLater({ context, access, store }: Job, { madeAt }: SafetyDocument, into: Readonly<Record<string, string>>): Promise<void> {
  const landing = await readLanding(access, store.pointer);
  if (landing === null) return;
  const since = isoMicros(microsOf(madeAt) - MARGIN_MICROS);
  const { problems } = await reindexSources({ access, domain: context.binding(store.id).resource, ...landing, into, since, signal: context.signal });
  for (const { file, line, code, why } of problems) context.say(`${file}:${line}: ${code}: ${why}`);
}

/** What a recovery held back stays out while the database that does not know it stays as it was recovered. */
async function leaveOut(context: DrillContext, client: SearchClient, store: string): Promise<void> {
  const held = heldBackIn(context.effects(), store);
  if (held === null || context.effects().some(({ id }) => id === `5-put-back/safety-copy/${held.database}`)) return;
  const documents = [...held.names].map((name) => ({ index: name.slice(0, name.indexOf('/')), id: name.slice(name.indexOf('/') + 1) }));
  await takeOut(client, documents);
}

async function finish(access: AwsAccess, { pointer }: StoreConfig, document: SafetyDocument): Promise<void> {
  if (document.pointer !== null) await writePointer(access, pointer, document.pointer);
  await setWriters(access, pointer, document.writers);
}
