import { hash } from 'node:crypto';
import type { Dispatcher } from 'undici';
import type { AwsAccess, AwsCredentials } from '#contract/aws';
import { RedrillError, usageError } from '#kit/redrill-error';
import { realSleep } from '#kit/wall-clock';
import type { Aimd } from './aimd.ts';
import { jitter } from './backoff.ts';
import type { RetryPolicy } from './backoff.ts';
import { amzDates } from './amz-date.ts';
import { exchange } from './exchange.ts';
import type { BodySink, ExchangeResponse } from './exchange.ts';
import { failureOf, networkFailure, s3Error } from './s3-failure.ts';
import type { Failure } from './s3-failure.ts';
import { EMPTY_SHA256, Signer } from './signer.ts';
import { canonicalQuery, encodeKey } from './uri-encode.ts';

/** One S3 operation as the data plane sends it; everything else about the wire is the caller's concern. */
export interface S3Request {
  readonly operation: string;
  readonly method: Dispatcher.HttpMethod;
  readonly bucket: string;
  readonly key?: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  /** Lower-case names; all are signed. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly sink?: BodySink;
  readonly signal?: AbortSignal | undefined;
  /** Reads an answer of status 200 that may still be a failure or cut short; returns the failure or null. */
  readonly check?: (response: ExchangeResponse) => Failure | null;
  /** Sees every answer, failed ones too. */
  readonly answer?: (response: ExchangeResponse) => void;
  /** Called instead of resending when S3 may have carried out a request that must not happen twice; a response ends the call. */
  readonly settle?: () => Promise<ExchangeResponse | null>;
}

export interface S3CallerOptions {
  readonly access: AwsAccess;
  readonly dispatcher: Dispatcher;
  readonly origin: URL;
  readonly limiter: Aimd;
  readonly retry: RetryPolicy;
}

const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** Signs, sends, retries: the loop under every operation. Throws `s3.<code>` when the answer is final. */
export class S3Caller {
  readonly limiter: Aimd;
  private readonly options: S3CallerOptions;
  private readonly origin: string;
  private readonly host: string;
  private readonly signer: Signer;
  private readonly amzDate = amzDates();
  private readonly wait: (attempt: number) => number;
  private refreshing: Promise<AwsCredentials> | null = null;

  constructor(options: S3CallerOptions) {
    this.options = options;
    this.limiter = options.limiter;
    this.origin = options.origin.origin;
    this.host = options.origin.host;
    this.signer = new Signer({ region: options.access.region, service: 's3' });
    this.wait = jitter(options.retry);
  }

  async call(request: S3Request): Promise<ExchangeResponse> {
    const path = pathOf(request);
    let refreshed = false;
    let failures = 0;
    for (;;) {
      request.signal?.throwIfAborted();
      const outcome = await this.once(request, path);
      if ('response' in outcome) return outcome.response;
      const { failure } = outcome;
      failures += 1;
      if (failure.kind === 'refresh' && !refreshed) {
        refreshed = true;
        await this.refresh(outcome.credentials);
        continue;
      }
      const most = failure.kind === 'throttle' ? this.options.retry.throttledAttempts : failure.kind === 'transient' ? this.options.retry.attempts : 0;
      if (failure.ambiguous && request.settle !== undefined) {
        const settled = await request.settle();
        if (settled !== null) return settled;
      }
      if (failures >= most) throw s3Error(failure, describe(request), failures, outcome.cause);
      await realSleep(this.wait(failures), request.signal);
    }
  }

  private async once(request: S3Request, path: string): Promise<{ response: ExchangeResponse } | { failure: Failure; credentials: AwsCredentials; cause: unknown }> {
    const credentials = await this.options.access.credentials();
    const ticket = await this.limiter.acquire();
    let signal: 'ok' | 'throttled' | 'failed' = 'failed';
    try {
      const response = await this.send(request, path, credentials);
      request.answer?.(response);
      const failure = response.status >= 200 && response.status < 300 ? (request.check?.(response) ?? null) : failureOf(response.status, response.headers, response.body);
      signal = failure === null || failure.kind === 'fatal' ? 'ok' : failure.kind === 'throttle' ? 'throttled' : 'failed';
      return failure === null ? { response } : { failure, credentials, cause: undefined };
    } catch (error) {
      if (error instanceof RedrillError || request.signal?.aborted === true) throw error;
      return { failure: networkFailure(error), credentials, cause: error };
    } finally {
      this.limiter.release(ticket, signal);
    }
  }

  private send(request: S3Request, path: string, credentials: AwsCredentials): Promise<ExchangeResponse> {
    const { method, body = null } = request;
    const query = request.query === undefined ? '' : canonicalQuery(request.query);
    const headers = this.signer.sign({
      method,
      host: this.host,
      path,
      query,
      headers: request.headers ?? {},
      payloadHash: body === null ? EMPTY_SHA256 : hash('sha256', body, 'hex'),
    }, credentials, this.amzDate());
    return exchange(this.options.dispatcher, this.origin, { method, path: query === '' ? path : `${path}?${query}`, headers, body, sink: request.sink, signal: request.signal });
  }

  /** One refresh for all requests that failed with the same credentials. */
  private async refresh(used: AwsCredentials): Promise<void> {
    const current = await this.options.access.credentials();
    if (current.sessionToken !== used.sessionToken || current.accessKeyId !== used.accessKeyId) return;
    this.refreshing ??= this.options.access.refresh().finally(() => { this.refreshing = null; });
    await this.refreshing;
  }
}

/** Path-style, so that one endpoint serves every bucket. An empty key would turn an object call into a bucket call: refused. */
function pathOf(request: S3Request): string {
  if (!BUCKET.test(request.bucket)) throw usageError('s3.InvalidBucketName', `${request.operation}: ${JSON.stringify(request.bucket)} is no bucket name (3 to 63 lower-case letters, digits, dots and hyphens)`);
  if (request.key === undefined) return `/${request.bucket}`;
  if (request.key === '') throw usageError('s3.EmptyKey', `${request.operation} in bucket ${request.bucket}: the object key is empty`);
  return `/${request.bucket}/${encodeKey(request.key)}`;
}

/** What was asked, with keys as JSON text and cut short, so that a hostile one cannot break a line. */
function describe(request: S3Request): string {
  if (request.key === undefined) return `${request.operation} ${request.bucket}`;
  const key = JSON.stringify(request.key).slice(1, -1);
  return `${request.operation} ${request.bucket}/${key.length > 200 ? `${key.slice(0, 200)}...` : key}`;
}
