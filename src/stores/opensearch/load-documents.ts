import { basename } from 'node:path';
import { ndjsonLines } from '#kit/ndjson-lines';
import { bug } from '#kit/redrill-error';
import { Aimd } from '../s3/aimd.ts';
import type { S3Store } from '../s3/s3-store.ts';
import { actionTail, BatchBuilder } from './bulk-batch.ts';
import type { BulkBatch } from './bulk-batch.ts';
import { land } from './ingest.ts';
import type { LandingPlace } from './landing.ts';
import { scanLines } from './scan-lines.ts';
import type { SearchClient } from './search-client.ts';
import { sendBulk } from './send-bulk.ts';

const BATCH = 500;
/** Room for the action line of a document: its longest id and what stands around it. */
const ACTION_BYTES = 1024;

export interface LoadDocuments {
  readonly client: SearchClient;
  readonly alias: string;
  /** Where files are landed before they are indexed; null where nothing is, so that an index is all there is. */
  readonly landing: LandingPlace | null;
  readonly s3: S3Store;
  readonly files: readonly string[];
}

/**
 * Ingests a user's own documents the platform's way, a JSON object with an `id` a line: landed in S3 first, then indexed through the alias.
 * A line that is no document, and a document that the index refuses, is told with its number and does not stop the rest.
 */
export async function loadDocuments({ client, alias, landing, s3, files }: LoadDocuments): Promise<{ readonly count: number; readonly problems: readonly string[] }> {
  const limiter = new Aimd({ start: 2, max: 8 });
  const problems: string[] = [];
  let count = 0;
  for (const file of files) {
    const name = basename(file);
    let batch: Line[] = [];
    let part = 0;
    const flush = async (): Promise<void> => {
      if (batch.length === 0) return;
      const lines = Buffer.from(batch.map(({ text }) => text).join(''));
      part += 1;
      if (landing !== null) await land({ s3, bucket: landing.bucket, key: `${landing.prefix}${alias}/loaded/${name}-${String(part).padStart(5, '0')}.ndjson`, lines });
      const { kept, superseded, refused } = await sendBulk({ client, limiter }, bulkOf(alias, lines, { name, numbers: batch.map(({ line }) => line) }));
      count += kept + superseded;
      problems.push(...refused.map(({ line, why }) => `${name}:${line}: the index refuses it: ${why}`));
      batch = [];
    };
    for await (const line of ndjsonLines(file)) {
      const text = 'problem' in line ? null : documentText(line.value);
      if (text === null) problems.push(`${name}:${line.line}: ${'problem' in line ? line.problem : 'has no "id", which names the document'}`);
      else batch.push({ line: line.line, text });
      if (batch.length >= BATCH) await flush();
    }
    await flush();
  }
  await client.api.indices.refresh({ index: alias });
  return { count, problems };
}

interface Line {
  readonly line: number;
  readonly text: string;
}

function bulkOf(alias: string, lines: Buffer, { name, numbers }: { readonly name: string; readonly numbers: readonly number[] }): BulkBatch {
  const builder = new BatchBuilder(alias, lines.length + numbers.length * ACTION_BYTES);
  const tail = actionTail(null);
  scanLines(lines, (line) => { builder.add(lines, line, tail, { file: name, line: numbers[line.line - 1] ?? line.line }); }, ({ line, why }) => { throw bug('load.line', `line ${line} was made here and is no document: ${why}`); });
  const built = builder.take();
  if (built === null) throw bug('load.empty', 'a batch without documents was to be sent');
  return built;
}

/** The id first, as everything that is landed has it. */
function documentText({ id, _id, ...rest }: Readonly<Record<string, unknown>>): string | null {
  const name = id ?? _id;
  return typeof name === 'string' || typeof name === 'number' ? `${JSON.stringify({ id: String(name), ...rest })}\n` : null;
}
