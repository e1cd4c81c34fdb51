import { Aimd } from '../s3/aimd.ts';
import type { RetryPolicy } from '../s3/backoff.ts';
import { runMany } from '../s3/run-many.ts';
import { RedrillError } from '#kit/redrill-error';
import { actionTail, BatchBuilder } from './bulk-batch.ts';
import type { BulkBatch } from './bulk-batch.ts';
import { scanLines } from './scan-lines.ts';
import type { SearchClient } from './search-client.ts';
import { sendBulk } from './send-bulk.ts';
import type { RefusedDocument } from './send-bulk.ts';

/** A source file with its place in the order of landing. */
export interface SourceBytes {
  readonly file: string;
  readonly index: string;
  /** Later files carry higher numbers: of several lines of one id the one with the highest number stays. Null: whatever arrives last. */
  readonly version: number | null;
  readonly bytes: Buffer;
}

export interface BulkFilesOptions {
  readonly signal?: AbortSignal | undefined;
  /** Bytes of one request; 5 MiB, half of what the smallest instances of OpenSearch Service take. */
  readonly batchBytes?: number;
  /** Requests in flight: where it starts and where it ends. */
  readonly startInFlight?: number;
  readonly maxInFlight?: number;
  readonly retry?: Partial<RetryPolicy>;
}

export interface Indexed {
  readonly files: number;
  readonly lines: number;
  /** Indices that lines were for. */
  readonly filled: readonly string[];
  readonly bytes: number;
  readonly kept: number;
  readonly superseded: number;
  readonly retried: number;
  /** Lines that are no document with an id. */
  readonly malformed: number;
  /** Documents that the index refused. */
  readonly refused: number;
  /** The first few of both, each with file, line and reason. */
  readonly problems: readonly RefusedDocument[];
}

const BATCH_BYTES = 5 * 1024 * 1024;
const PROBLEMS = 20;

type Counts = { -readonly [K in keyof Indexed]: Indexed[K] } & { problems: RefusedDocument[]; filled: string[] };

/** Puts the documents of files into indices, ids kept. A bad line or document is counted and named, and the rest goes on. */
export async function bulkFiles(client: Pick<SearchClient, 'once' | 'where'>, files: AsyncIterable<SourceBytes>, options: BulkFilesOptions = {}): Promise<Indexed> {
  const counts: Counts = { files: 0, lines: 0, filled: [], bytes: 0, kept: 0, superseded: 0, retried: 0, malformed: 0, refused: 0, problems: [] };
  const limiter = new Aimd({ start: options.startInFlight ?? 4, max: options.maxInFlight ?? 32 });
  const outcome = await runMany<BulkBatch>({
    items: batches(files, options.batchBytes ?? BATCH_BYTES, counts),
    limiter,
    signal: options.signal,
    work: async (batch) => {
      const { kept, superseded, refused, retried } = await sendBulk({ client, limiter, signal: options.signal, ...(options.retry ? { retry: options.retry } : {}) }, batch);
      counts.kept += kept;
      counts.superseded += superseded;
      counts.retried += retried;
      counts.refused += refused.length;
      counts.problems.push(...refused.slice(0, PROBLEMS - counts.problems.length));
      return batch.body.length;
    },
  });
  const [first] = outcome.failed;
  if (first !== undefined) throw new RedrillError(first.code, `${outcome.failed.length} batches were not indexed; first: ${first.message}`, { actor: 'platform' });
  return counts;
}

async function* batches(files: AsyncIterable<SourceBytes>, mostBytes: number, counts: Counts): AsyncGenerator<BulkBatch> {
  const builders = new Map<string, BatchBuilder>();
  for await (const source of files) {
    const builder = builders.get(source.index) ?? new BatchBuilder(source.index, mostBytes);
    builders.set(source.index, builder);
    counts.files += 1;
    counts.bytes += source.bytes.length;
    yield* fill(builder, source, counts);
  }
  for (const builder of builders.values()) {
    const rest = builder.take();
    if (rest !== null) yield rest;
  }
}

function fill(builder: BatchBuilder, { file, index, version, bytes }: SourceBytes, counts: Counts): readonly BulkBatch[] {
  const full: BulkBatch[] = [];
  const before = counts.lines;
  const tail = actionTail(version);
  scanLines(bytes, (line) => {
    counts.lines += 1;
    const batch = builder.add(bytes, line, tail, { file, line: line.line });
    if (batch !== null) full.push(batch);
  }, ({ line, why }) => {
    counts.malformed += 1;
    if (counts.problems.length < PROBLEMS) counts.problems.push({ file, line, code: 'malformed', why });
  });
  if (counts.lines > before && !counts.filled.includes(index)) counts.filled.push(index);
  return full;
}
