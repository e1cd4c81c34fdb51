import type { DrillContext } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { aliasesOf } from '#stores/opensearch/index-names';
import type { SearchClient } from '#stores/opensearch/search-client';
import { searchCode } from '#stores/opensearch/search-error';
import { sendBulk } from '#stores/opensearch/send-bulk';
import { Aimd } from '#stores/s3/aimd';
import type { S3Store } from '#stores/s3/s3-store';
import type { Chunk, SafetyDocument } from './safety-document.ts';
import type { SafetyPlaces } from './safety-places.ts';

/** One store that is put back: what every part of it works with. */
export interface PutBack {
  readonly context: Pick<DrillContext, 'effect' | 'say' | 'signal'>;
  readonly store: string;
  readonly client: SearchClient;
  readonly s3: S3Store;
  readonly places: SafetyPlaces;
  /** Stops the platform's writers until everything is back. */
  pause(): Promise<void>;
  /** Indexes what has landed in the source files since the copy was made. */
  indexLater(into: Readonly<Record<string, string>>): Promise<void>;
}

/** Makes the lost indices of the copy anew with all their documents, then templates and aliases; what stays keeps its documents. Repeating it is the way to finish it. */
export async function putIndicesBack(job: PutBack, { contents, chunks }: SafetyDocument, { lost, later }: { readonly lost: readonly string[]; readonly later: boolean }): Promise<void> {
  const { client } = job;
  for (const [name, template] of Object.entries(contents.templates)) await client.api.indices.putIndexTemplate({ name, body: template as object });
  const made = contents.indices.filter(({ index }) => lost.includes(index));
  for (const { index, settings, mappings } of made) await create(client, index, { settings, mappings });
  await fill(job, chunks.filter(({ index }) => lost.includes(index)));
  if (later) await job.indexLater(newestBehind(contents.aliases));
  for (const { index, documents } of made) await refreshed(client, { index, documents: Math.max(documents, countOf(chunks, index)) });
  await pointAliases(client, contents.aliases);
}

async function create(client: SearchClient, index: string, body: object): Promise<void> {
  try {
    await client.api.indices.create({ index, body });
  } catch (error) {
    // Made by an earlier life of put-back: anybody else's index of this name was replaced before.
    if (searchCode(error) !== 'resource_already_exists_exception') throw error;
  }
}

async function fill({ context: { signal }, client, s3, places }: PutBack, chunks: readonly Chunk[]): Promise<void> {
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

type Aliases = SafetyDocument['contents']['aliases'];

/** Alias -> the index that takes what is written through it: generations are numbered, the last one is written to. */
function newestBehind(aliases: Aliases): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(aliases).flatMap(([alias, indices]) => indices.toSorted().slice(-1).map((index) => [alias, index])));
}

/** Each alias of the copy leads to what it led to, and to nothing else. */
async function pointAliases(client: SearchClient, aliases: Aliases): Promise<void> {
  const known = await aliasesOf(client);
  const actions = Object.entries(aliases).flatMap(([alias, indices]) => [
    ...(known.get(alias) ?? []).filter((index) => !indices.includes(index)).map((index) => ({ remove: { index, alias } })),
    ...indices.map((index) => ({ add: { index, alias } })),
  ]);
  if (actions.length > 0) await client.api.indices.updateAliases({ body: { actions } });
}
