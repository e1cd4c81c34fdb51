import { hash } from 'node:crypto';
import { Agent, type Dispatcher } from 'undici';
import type { AwsAccess, AwsCredentials } from '#contract/aws';
import { RedrillError } from '#kit/redrill-error';
import { realSleep } from '#kit/wall-clock';
import { guardedAgent } from '#targets/guarded-dispatcher';
import { Aimd } from '../s3/aimd.ts';
import { amzDates } from '../s3/amz-date.ts';
import { DEFAULT_RETRY, jitter, type RetryPolicy } from '../s3/backoff.ts';
import { exchange, type BodySink, type ExchangeResponse } from '../s3/exchange.ts';
import { networkFailure } from '../s3/s3-failure.ts';
import { EMPTY_SHA256, Signer } from '../s3/signer.ts';
import { canonicalQuery } from '../s3/uri-encode.ts';
import { jsonFailure, type JsonFailure } from './json-failure.ts';

/** One request of a REST-JSON service. */
export interface SignedRequest {
  /** In words, for errors: `GetSnapshotBlock snap-1 block 7`. */
  readonly what: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Already in canonical form. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: Uint8Array;
  /** Made anew for each try. */
  readonly sink?: () => BodySink;
  readonly signal?: AbortSignal | undefined;
}

export interface SignedCallerOptions {
  readonly access: AwsAccess;
  /** Name in the credential scope, of the endpoint and of error codes: ebs, rbin. */
  readonly service: 'ebs' | 'rbin';
  /** Requests in flight: where it starts and where it ends (32 and 128). */
  readonly startInFlight?: number;
  readonly maxInFlight?: number;
  readonly retry?: Partial<RetryPolicy>;
}

/** Signs, sends and repeats small requests without the SDK, whose costs are many times those of a block; concurrency follows throttling. Close it when done. */
export class SignedCaller {
  readonly limiter: Aimd;
  private readonly options: SignedCallerOptions;
  private readonly retry: RetryPolicy;
  private readonly origin: URL;
  private readonly dispatcher: Dispatcher;
  private readonly signer: Signer;
  private readonly amzDate = amzDates();
  private readonly wait: (attempt: number) => number;

  constructor(options: SignedCallerOptions) {
    const { access, service, maxInFlight = 128 } = options;
    this.options = options;
    this.retry = { ...DEFAULT_RETRY, ...options.retry };
    this.limiter = new Aimd({ start: options.startInFlight ?? 32, max: maxInFlight });
    this.origin = access.endpoint ?? new URL(`https://${service}.${access.region}.amazonaws.com`);
    const limits = { connections: maxInFlight, headersTimeout: 60_000, bodyTimeout: 30_000 };
    this.dispatcher = access.endpoint === null ? new Agent({ ...limits, pipelining: 1, allowH2: false, connect: { timeout: 10_000 } }) : guardedAgent(access.endpoint, limits);
    this.signer = new Signer({ region: access.region, service });
    this.wait = jitter(this.retry);
  }

  async call(request: SignedRequest): Promise<ExchangeResponse> {
    let refreshed = false;
    for (let failures = 1; ; failures += 1) {
      request.signal?.throwIfAborted();
      const outcome = await this.once(request);
      if ('response' in outcome) return outcome.response;
      const { failure } = outcome;
      if (failure.kind === 'refresh' && !refreshed) {
        refreshed = true;
        await this.options.access.refresh();
        continue;
      }
      const most = failure.kind === 'throttle' ? this.retry.throttledAttempts : failure.kind === 'transient' ? this.retry.attempts : 0;
      if (failures >= most) throw new RedrillError(`${this.options.service}.${failure.code}`, `${request.what}: ${failure.code}: ${failure.message}${failures > 1 ? ` (after ${failures} attempts)` : ''}`, { actor: 'platform', cause: outcome.cause });
      await realSleep(this.wait(failures), request.signal);
    }
  }

  close(): Promise<void> {
    return this.dispatcher.destroy();
  }

  private async once(request: SignedRequest): Promise<{ readonly response: ExchangeResponse } | { readonly failure: JsonFailure; readonly cause: unknown }> {
    const credentials = await this.options.access.credentials();
    const ticket = await this.limiter.acquire();
    let signal: 'ok' | 'throttled' | 'failed' = 'failed';
    try {
      const response = await this.send(request, credentials);
      const failure = response.status < 300 ? null : jsonFailure(response);
      signal = failure === null || failure.kind === 'fatal' ? 'ok' : failure.kind === 'throttle' ? 'throttled' : 'failed';
      return failure === null ? { response } : { failure, cause: undefined };
    } catch (error) {
      if (error instanceof RedrillError || request.signal?.aborted === true) throw error;
      return { failure: networkFailure(error), cause: error };
    } finally {
      this.limiter.release(ticket, signal);
    }
  }

  private send({ method, path, query: given, body: payload, sink, signal }: SignedRequest, credentials: AwsCredentials): Promise<ExchangeResponse> {
    const body = payload ?? null;
    const query = given === undefined ? '' : canonicalQuery(given);
    const headers = this.signer.sign({
      method, host: this.origin.host, path, query,
      headers: body === null ? {} : { 'content-type': 'application/json' },
      payloadHash: body === null ? EMPTY_SHA256 : hash('sha256', body, 'hex'),
    }, credentials, this.amzDate());
    return exchange(this.dispatcher, this.origin.origin, { method, path: query === '' ? path : `${path}?${query}`, headers, body, sink: sink?.(), signal });
  }
}

/** A caller for one piece of work. */
export async function withCaller<T>(options: SignedCallerOptions, work: (caller: SignedCaller) => Promise<T>): Promise<T> {
  const caller = new SignedCaller(options);
  try {
    return await work(caller);
  } finally {
    await caller.close();
  }
}
