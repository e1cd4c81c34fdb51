import { RedrillError } from '#kit/redrill-error';
import { realSleep } from '#kit/wall-clock';
import type { Aimd, LimiterSignal } from '../s3/aimd.ts';
import { jitter } from '../s3/backoff.ts';
import type { RetryPolicy } from '../s3/backoff.ts';
import { pick } from './bulk-batch.ts';
import type { BulkBatch, Origin } from './bulk-batch.ts';
import type { SearchAnswer, SearchClient, SearchRequest } from './search-client.ts';
import { refusalOf } from './search-error.ts';

/** A document that the index did not take, and why. */
export interface RefusedDocument extends Origin {
  readonly code: string;
  readonly why: string;
}

export interface BulkOutcome {
  /** Documents that the index holds now. */
  readonly kept: number;
  /** A newer version was there already. */
  readonly superseded: number;
  readonly refused: readonly RefusedDocument[];
  /** Documents that were sent again after the index had said "later". */
  readonly retried: number;
}

export interface BulkInput {
  readonly client: Pick<SearchClient, 'once' | 'where'>;
  readonly limiter: Aimd;
  readonly signal?: AbortSignal | undefined;
  readonly retry?: Partial<RetryPolicy>;
}

const BULK_RETRY: RetryPolicy = { attempts: 8, throttledAttempts: 60, baseMs: 10, capMs: 2000 };

interface Item {
  readonly status?: number;
  readonly error?: { readonly type?: string; readonly reason?: string; readonly caused_by?: { readonly reason?: string } };
}

interface BulkAnswer {
  readonly errors?: boolean;
  readonly items?: readonly Readonly<Record<string, Item>>[];
}

/**
 * Sends a batch until every document of it is settled. Status 200 says nothing: `errors: true` means that each item has to be read. Items
 * refused with 429 are sent again, as is a whole batch; a newer version that is there already is no error; the rest is named with file and line.
 */
export async function sendBulk(input: BulkInput, whole: BulkBatch): Promise<BulkOutcome> {
  const retry = { ...BULK_RETRY, ...input.retry };
  const wait = jitter(retry);
  const outcome = { kept: 0, superseded: 0, retried: 0, refused: [] as RefusedDocument[] };
  let batch = whole;
  for (let attempt = 1; ; attempt += 1) {
    const sent = await send(input, batch);
    let later: readonly number[] | null;
    if ('answer' in sent) later = settle(batch, sent.answer, outcome);
    else if (sent.final || attempt >= retry.attempts) throw sent.error;
    else later = null;
    if (later !== null && later.length === 0) return outcome;
    if (attempt >= retry.throttledAttempts) throw new RedrillError('opensearch.TooManyRequests', `${input.client.where} refused documents for ${batch.index} with 429, ${attempt} times over: it is too small for this, or something else keeps it busy`, { actor: 'platform' });
    outcome.retried += later?.length ?? batch.starts.length;
    if (later !== null && later.length < batch.starts.length) batch = pick(batch, later);
    await realSleep(wait(attempt), input.signal);
  }
}

type Sent = { readonly answer: BulkAnswer | null } | { readonly error: unknown; readonly final: boolean };

/** `answer: null`: the whole batch was refused with 429. */
async function send({ client, limiter, signal }: BulkInput, { index, body }: BulkBatch): Promise<Sent> {
  const request: SearchRequest = { method: 'POST', path: `/${index}/_bulk`, query: { filter_path: 'errors,items.*.status,items.*.error' }, body, signal };
  const ticket = await limiter.acquire();
  let said: LimiterSignal = 'failed';
  try {
    signal?.throwIfAborted();
    const answer = await client.once(request);
    const read = readAnswer(client.where, request, answer);
    said = read === null || throttled(read) ? 'throttled' : 'ok';
    return { answer: read };
  } catch (error) {
    return { error, final: !(error instanceof RedrillError) || !REPEAT.has(error.code) || signal?.aborted === true };
  } finally {
    limiter.release(ticket, said);
  }
}

/** Documents are sent with their ids and versions, so that sending them once more changes nothing. */
const REPEAT = new Set(['ConnectionRefused', 'ConnectionLost', 'Timeout', 'ServiceUnavailable', 'Http502', 'Http504'].map((code) => `opensearch.${code}`));

const WHOLE: BulkAnswer = { errors: false };

function readAnswer(where: string, request: SearchRequest, answer: SearchAnswer): BulkAnswer | null {
  if (answer.status === 429) return null;
  if (answer.status >= 300) throw refusalOf(where, request, answer);
  // The answer to a batch without errors is a few bytes; only one with errors is worth parsing.
  if (/^\{("took":\d+,)?"errors":false[,}]/.test(answer.body.toString('latin1', 0, 64))) return WHOLE;
  return JSON.parse(answer.body.toString('utf8')) as BulkAnswer;
}

function throttled({ items }: BulkAnswer): boolean {
  return items?.some((item) => itemOf(item).status === 429) ?? false;
}

function itemOf(item: Readonly<Record<string, Item>>): Item {
  return Object.values(item)[0] ?? {};
}

/** Counts what is settled and gives back what has to be sent again; null: all of it. */
function settle(batch: BulkBatch, answer: BulkAnswer | null, outcome: { kept: number; superseded: number; refused: RefusedDocument[] }): readonly number[] | null {
  if (answer === null) return null;
  const count = batch.starts.length;
  if (answer.errors === false) {
    outcome.kept += count;
    return [];
  }
  if (answer.items?.length !== count) throw new RedrillError('opensearch.BadAnswer', `a batch of ${count} documents for ${batch.index} was answered with ${answer.items?.length ?? 'no'} results: what became of them is not known`, { actor: 'platform' });
  const later: number[] = [];
  for (const [n, result] of answer.items.entries()) {
    const { status = 0, error } = itemOf(result);
    const origin = batch.origins[n] ?? { file: batch.index, line: 0 };
    if (status === 429) later.push(n);
    else if (status === 409) outcome.superseded += 1;
    else if (status >= 200 && status < 300 && error === undefined) outcome.kept += 1;
    else outcome.refused.push({ ...origin, code: error?.type ?? `Http${status}`, why: [error?.reason, error?.caused_by?.reason].filter((part) => part !== undefined).join(': ') || 'no reason given' });
  }
  return later;
}
