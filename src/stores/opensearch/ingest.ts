import type { S3Store } from '../s3/s3-store.ts';
import { BatchBuilder, actionTail } from './bulk-batch.ts';
import { scanLines } from './scan-lines.ts';
import type { SearchClient } from './search-client.ts';
import { RedrillError } from '#kit/redrill-error';
import { refusalOf } from './search-error.ts';

export interface Landing {
  readonly s3: Pick<S3Store, 'put'>;
  readonly bucket: string;
  readonly key: string;
  /** Newline-delimited JSON, one document with its id per line. */
  readonly lines: Buffer;
}

/** Puts a source file into the bucket, as everything is before it may be indexed. */
export async function land({ s3, bucket, key, lines }: Landing): Promise<void> {
  await s3.put({ bucket, key }, lines, { contentType: 'application/x-ndjson' });
}

interface BulkResult {
  readonly errors?: boolean;
  readonly items?: readonly { readonly index?: { readonly status?: number; readonly error?: { readonly type?: string; readonly reason?: string } } }[];
}

/**
 * Indexes the documents of one file through an alias, as the platform's ingestion does. `requireAlias` makes OpenSearch refuse instead of
 * inventing an index where the alias is gone. Throws the first refusal.
 */
export async function indexLines(client: SearchClient, { alias, lines, requireAlias = true, refresh = false }: { readonly alias: string; readonly lines: Buffer; readonly requireAlias?: boolean; readonly refresh?: boolean }): Promise<void> {
  const builder = new BatchBuilder(alias, lines.length + 4096);
  const tail = actionTail(null);
  const batches: { readonly body: Buffer }[] = [];
  scanLines(lines, (line) => {
    const full = builder.add(lines, line, tail, { file: alias, line: line.line });
    if (full !== null) batches.push(full);
  }, ({ line, why }) => { throw new RedrillError('opensearch.Malformed', `line ${line} of a file for ${alias}: ${why}`, { actor: 'platform' }); });
  const rest = builder.take();
  for (const { body } of rest === null ? batches : [...batches, rest]) {
    const request = { method: 'POST', path: `/${alias}/_bulk`, query: { require_alias: requireAlias ? 'true' : undefined, refresh: refresh ? 'true' : undefined }, body } as const;
    const answer = await client.once(request);
    if (answer.status >= 300) throw refusalOf(client.where, request, answer);
    const said = JSON.parse(answer.body.toString('utf8')) as BulkResult;
    const refused = said.items?.find((item) => (item.index?.status ?? 500) >= 300)?.index;
    if (said.errors !== false) throw new RedrillError(`opensearch.${refused?.error?.type ?? 'bulk'}`, `a document was not indexed through ${alias} at ${client.where}: ${refused?.error?.reason ?? `status ${refused?.status ?? 'unknown'}`}`, { actor: 'platform' });
  }
}
