import { hash } from 'node:crypto';
import { Agent } from 'undici';
import type { Client, Transport } from '@opensearch-project/opensearch';
import type { Dispatcher } from 'undici';
import type { AwsAccess, AwsCredentials } from '#contract/aws';
import { RedrillError } from '#kit/redrill-error';
import { guardedAgent } from '#targets/guarded-dispatcher';
import { amzDates } from '../s3/amz-date.ts';
import type { RetryPolicy } from '../s3/backoff.ts';
import { exchange } from '../s3/exchange.ts';
import { networkFailure } from '../s3/s3-failure.ts';
import { EMPTY_SHA256, Signer } from '../s3/signer.ts';
import { canonicalQuery, encodeKey } from '../s3/uri-encode.ts';
import { officialClient, ONLY_ONCE, withSignal } from './official-client.ts';
import type { SearchAnswer, SearchClient, SearchRequest } from './search-client.ts';

export interface OpenSearchOptions {
  readonly retry?: Partial<RetryPolicy>;
  /** Real milliseconds without an answer (those of the access, else 60,000). */
  readonly answerMs?: number;
}

const RETRY: RetryPolicy = { attempts: 5, throttledAttempts: 12, baseMs: 25, capMs: 2000 };
/** Whoever does not wait for an answer does not ask again for it either. */
const ONCE: Partial<RetryPolicy> = { attempts: 1, throttledAttempts: 1 };
const CONNECTIONS = 64;

/**
 * Opens the data plane of a search domain for one principal: every request is signed (SigV4, service `es`). In sandbox mode its sockets
 * reach this one loopback address only. Close it when done.
 */
export function openSearch(access: AwsAccess, origin: URL, options: OpenSearchOptions = {}): SearchClient {
  const retry = { ...RETRY, ...(access.answerMs === undefined ? {} : ONCE), ...options.retry };
  const dispatcher = dispatcherFor(access, origin, options.answerMs ?? access.answerMs ?? 60_000);
  const signer = new Signer({ region: access.region, service: 'es' });
  const dates = amzDates();
  const where = origin.origin;

  const send = async (request: SearchRequest, credentials: AwsCredentials): Promise<SearchAnswer> => {
    const body = bytesOf(request.body);
    const path = encodeKey(request.path);
    const query = canonicalQuery(request.query ?? {});
    const headers = signer.sign({
      method: request.method,
      host: origin.host,
      // Every service but S3 encodes the path a second time before it is signed.
      path: encodeKey(path),
      query,
      headers: body === null ? {} : { 'content-type': request.contentType ?? (request.body instanceof Uint8Array ? 'application/x-ndjson' : 'application/json') },
      payloadHash: body === null ? EMPTY_SHA256 : hash('sha256', body, 'hex'),
    }, credentials, dates());
    return exchange(dispatcher, where, { method: request.method, path: query === '' ? path : `${path}?${query}`, headers, body, signal: request.signal });
  };

  const once = async (request: SearchRequest): Promise<SearchAnswer> => {
    const answer = await guarded(request, async () => send(request, await access.credentials()));
    return expired(answer) ? guarded(request, async () => send(request, await access.refresh())) : answer;
  };

  const guarded = async (request: SearchRequest, work: () => Promise<SearchAnswer>): Promise<SearchAnswer> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof RedrillError || request.signal?.aborted === true) throw error;
      const { code, message } = networkFailure(error);
      throw new RedrillError(`opensearch.${code}`, `${request.method} ${request.path} at ${where}: ${code}: ${message}`, { actor: 'platform', cause: error });
    }
  };

  let official: Client | null = null;
  const api = (): Client => (official ??= officialClient({ where, once }, retry));
  const json = async <T>({ method, path, query, body, repeatable, signal }: SearchRequest): Promise<T> => {
    const options = { ...withSignal(signal), ...(repeatable === false ? ONLY_ONCE : {}) };
    const answer = await api().transport.request({ method, path, ...(query === undefined ? {} : { querystring: { ...query } }), ...bodyOf(body) }, options);
    return (answer.body === '' ? null : answer.body) as T;
  };

  return { where, once, json, get api() { return api(); }, close: () => dispatcher.destroy() };
}

/** AWS answers an expired session with 403 and says so in the text. */
function expired({ status, body }: SearchAnswer): boolean {
  return status === 403 && /security token.*expired|ExpiredToken/i.test(body.toString('utf8', 0, 2000));
}

function bytesOf(body: unknown): Uint8Array | null {
  if (body === undefined) return null;
  return body instanceof Uint8Array ? body : Buffer.from(JSON.stringify(body));
}

/** Bytes are lines of JSON, anything else one value. */
function bodyOf(body: unknown): Pick<Parameters<Transport['request']>[0], 'body' | 'bulkBody'> {
  if (body === undefined) return {};
  return body instanceof Uint8Array ? { bulkBody: Buffer.from(body).toString('utf8') } : { body: body as object };
}

function dispatcherFor(access: AwsAccess, origin: URL, answerMs: number): Dispatcher {
  const limits = { connections: CONNECTIONS, headersTimeout: answerMs, bodyTimeout: answerMs };
  if (access.endpoint !== null) return guardedAgent(origin, limits);
  if (origin.protocol !== 'https:') throw new RedrillError('targets.not-https', `the search domain ${origin.origin} is not reached by https, and outside the sandbox nothing is sent in clear`, { actor: 'redrill', exitCode: 5 });
  return new Agent({ ...limits, pipelining: 1, allowH2: false, connect: { timeout: 10_000 } });
}
