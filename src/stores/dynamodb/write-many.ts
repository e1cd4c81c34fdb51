import { RedrillError } from '#kit/redrill-error';
import type { BatchEntry } from './dynamodb.ts';
import type { DynamoDbCaller } from './dynamodb-caller.ts';

/** BatchWriteItem takes 25 requests and 16 MB; a batch of small ones stays well below. */
const BATCH = 25;
const BATCH_BYTES = 4_000_000;
/** How often what was left unprocessed is sent again before it counts as refused. */
const MOST_ROUNDS = 30;

export interface WriteMany {
  readonly table: string;
  readonly entries: Iterable<BatchEntry>;
  readonly signal?: AbortSignal;
}

/** Writes a stream in batches, as many in flight as throttling allows; resolves with the number written. Stops at the first error. */
export async function writeMany(caller: DynamoDbCaller, { table, entries, signal }: WriteMany): Promise<number> {
  const work = batches(entries);
  let written = 0;
  let failed = false;
  const worker = async (): Promise<void> => {
    for (let next = work.next(); !failed && next.done !== true; next = work.next()) {
      try {
        await writeBatch(caller, { table, requests: next.value, signal });
      } catch (error) {
        failed = true;
        throw error;
      }
      written += next.value.length;
    }
  };
  // Twice as many as may be in flight: the limiter decides, and none of them waits for work.
  const ends = await Promise.allSettled(Array.from({ length: caller.limiter.limit * 2 }, worker));
  const broken = ends.find((end) => end.status === 'rejected');
  if (broken !== undefined) throw broken.reason;
  return written;
}

async function writeBatch(caller: DynamoDbCaller, { table, requests, signal }: { readonly table: string; readonly requests: readonly string[]; readonly signal: AbortSignal | undefined }): Promise<void> {
  let body = `{"RequestItems":{${JSON.stringify(table)}:[${requests.join(',')}]}}`;
  for (let round = 1; ; round += 1) {
    const answer = await caller.call({ operation: 'BatchWriteItem', about: table, body, heldBack: (bytes) => leftIn(bytes, table).length > 0, ...(signal ? { signal } : {}) });
    const left = leftIn(answer, table);
    if (left.length === 0) return;
    if (round >= MOST_ROUNDS) throw new RedrillError('dynamodb.Unprocessed', `BatchWriteItem ${table}: ${left.length} of ${requests.length} requests were left unprocessed ${MOST_ROUNDS} times: the table takes fewer writes than this`, { actor: 'platform' });
    body = JSON.stringify({ RequestItems: { [table]: left } });
    await caller.pause(round, signal);
  }
}

function leftIn(answer: Buffer, table: string): readonly unknown[] {
  const { UnprocessedItems } = JSON.parse(answer.toString('utf8')) as { readonly UnprocessedItems?: Readonly<Record<string, readonly unknown[]>> };
  return UnprocessedItems?.[table] ?? [];
}

function* batches(entries: Iterable<BatchEntry>): Generator<readonly string[], void> {
  let batch: string[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const text = JSON.stringify('put' in entry ? { PutRequest: { Item: entry.put } } : { DeleteRequest: { Key: entry.delete } });
    if (batch.length === BATCH || (batch.length > 0 && bytes + text.length > BATCH_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(text);
    bytes += text.length;
  }
  if (batch.length > 0) yield batch;
}
