import { basename } from 'node:path';
import { sha256, sha256File } from '#kit/digest';
import { keptNumber } from '#kit/exact-json';
import { ndjsonLines } from '#kit/ndjson-lines';
import type { NdjsonLine } from '#kit/ndjson-lines';
import { didYouMean } from '#kit/nearest';
import { bug, usageError } from '#kit/redrill-error';
import { Aimd } from '../s3/aimd.ts';
import type { S3Store } from '../s3/s3-store.ts';
import { actionTail, BatchBuilder } from './bulk-batch.ts';
import type { BulkBatch } from './bulk-batch.ts';
import { aliasesOf } from './index-names.ts';
import { land } from './ingest.ts';
import type { LandingPlace } from './landing.ts';
import { scanLines } from './scan-lines.ts';
import type { SearchClient } from './search-client.ts';
import { sendBulk } from './send-bulk.ts';
import { loadedKey } from './source-files.ts';

const BATCH = 500;
const BATCH_BYTES = 5 * 1024 * 1024;
/** Room for the action line of a document: its longest id and what stands around it. */
const ACTION_BYTES = 1024;

export interface LoadDocuments {
  readonly client: SearchClient;
  readonly alias: string;
  /** Where files are landed before they are indexed; null where nothing is, so that an index is all there is. */
  readonly landing: LandingPlace | null;
  readonly s3: Pick<S3Store, 'put' | 'delete'>;
  readonly files: readonly string[];
}

export interface LoadedDocuments {
  readonly count: number;
  readonly problems: readonly string[];
}

/**
 * Ingests a user's own documents the platform's way, a JSON object with an `id` a line: landed in S3 first, then indexed through the alias.
 * A line that is no document, and a document that the index refuses, is told with its number and does not stop the rest.
 */
export async function loadDocuments({ files, ...place }: LoadDocuments): Promise<LoadedDocuments> {
  const known = [...(await aliasesOf(place.client)).keys()];
  if (!known.includes(place.alias)) throw usageError('load.no-alias', `there is no alias ${place.alias} at ${place.client.where}${didYouMean(place.alias, known) || `; aliases: ${known.join(', ') || 'none'}`}`);
  // One sign for all that is loaded at once, and numbers behind it: what lands within one second is ordered by its name.
  const load = sha256((await Promise.all(files.map((file) => sha256File(file)))).join(' ')).slice(0, 12);
  const loader = new Loader(place);
  for (const [n, file] of files.entries()) await loader.load(file, (part) => loadedKey(place.landing?.prefix ?? '', place.alias, { load, file: n + 1, part, name: basename(file) }));
  await place.client.api.indices.refresh({ index: place.alias });
  return loader;
}

interface Document {
  readonly line: number;
  /** One line, its end included. */
  readonly bytes: Buffer;
}

class Loader implements LoadedDocuments {
  count = 0;
  readonly problems: string[] = [];
  private readonly place: Omit<LoadDocuments, 'files'>;
  private readonly limiter = new Aimd({ start: 2, max: 8 });

  constructor(place: Omit<LoadDocuments, 'files'>) {
    this.place = place;
  }

  async load(file: string, keyOf: (part: number) => string): Promise<void> {
    const name = basename(file);
    let batch: Document[] = [];
    let bytes = 0;
    let part = 0;
    const flush = async (): Promise<void> => {
      if (batch.length === 0) return;
      part += 1;
      await this.ingest(name, keyOf(part), batch);
      batch = [];
      bytes = 0;
    };
    for await (const line of ndjsonLines(file)) {
      const document = documentOf(line);
      if (typeof document === 'string') {
        this.problems.push(`${name}:${line.line}: ${document}`);
        continue;
      }
      if (bytes + document.bytes.length > BATCH_BYTES) await flush();
      batch.push(document);
      bytes += document.bytes.length;
      if (batch.length >= BATCH) await flush();
    }
    await flush();
  }

  /** What the index refuses does not stay landed: nobody could ever make an index with it, and every later recovery would stumble over it. */
  private async ingest(name: string, key: string, documents: readonly Document[]): Promise<void> {
    const { client, alias, landing, s3 } = this.place;
    const put = (some: readonly Document[]): Promise<void> => (landing === null ? Promise.resolve() : land({ s3, bucket: landing.bucket, key, lines: linesOf(some) }));
    await put(documents);
    const { kept, superseded, refused } = await sendBulk({ client, limiter: this.limiter }, bulkOf(alias, name, documents));
    this.count += kept + superseded;
    this.problems.push(...refused.map(({ line, why }) => `${name}:${line}: the index refuses it: ${why}`));
    if (refused.length === 0 || landing === null) return;
    const bad = new Set(refused.map(({ line }) => line));
    const good = documents.filter(({ line }) => !bad.has(line));
    if (good.length > 0) await put(good);
    else await s3.delete({ bucket: landing.bucket, key });
  }
}

function linesOf(documents: readonly Document[]): Buffer {
  return Buffer.concat(documents.map(({ bytes }) => bytes));
}

function bulkOf(alias: string, name: string, documents: readonly Document[]): BulkBatch {
  const lines = linesOf(documents);
  const builder = new BatchBuilder(alias, lines.length + documents.length * ACTION_BYTES);
  const tail = actionTail(null);
  scanLines(lines, (line) => { builder.add(lines, line, tail, { file: name, line: documents[line.line - 1]?.line ?? line.line }); }, ({ line, why }) => { throw bug('load.line', `line ${line} was looked at here and is no document: ${why}`); });
  const built = builder.take();
  if (built === null) throw bug('load.empty', 'a batch without documents was to be sent');
  return built;
}

/** The document of a line as it stands there; only an id that is a number, or called `_id`, is written anew. Or why it is none. */
function documentOf(line: NdjsonLine): Document | string {
  if ('problem' in line) return line.problem;
  const { id, _id, ...rest } = line.value;
  const name = nameOf(id ?? _id);
  if (name === null) return 'has no "id", which names the document';
  const bytes = Buffer.from(`${typeof id === 'string' && _id === undefined ? line.text : JSON.stringify({ id: name, ...rest })}\n`);
  let problem: string | null = null;
  scanLines(bytes, () => undefined, ({ why }) => { problem = why; });
  return problem ?? { line: line.line, bytes };
}

function nameOf(id: unknown): string | null {
  return typeof id === 'string' ? id : typeof id === 'number' ? String(id) : keptNumber(id);
}
