import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Dispatcher } from 'undici';
import type { AwsAccess, AwsCredentials } from '#contract/aws';
import { RedrillError } from '#kit/redrill-error';
import { realSleep } from '#kit/wall-clock';
import type { Aimd } from '../s3/aimd.ts';
import { amzDates } from '../s3/amz-date.ts';
import { jitter } from '../s3/backoff.ts';
import type { RetryPolicy } from '../s3/backoff.ts';
import { exchange } from '../s3/exchange.ts';
import type { ExchangeResponse } from '../s3/exchange.ts';
import { networkFailure } from '../s3/s3-failure.ts';
import type { Failure } from '../s3/s3-failure.ts';
import { Signer } from '../s3/signer.ts';
import { dynamodbError, dynamodbFailure } from './dynamodb-failure.ts';

/** One operation of DynamoDB as the data plane sends it. Sent again after throttling, resets and 5xx: it must be one that may happen twice. */
export interface DynamoDbRequest {
  readonly operation: string;
  /** JSON of the input. */
  readonly body: string;
  /** What it is about, for errors. */
  readonly about: string;
  readonly signal?: AbortSignal | undefined;
  /** Reads an answer of status 200 in which the service kept something back; true slows the data plane down as throttling does. */
  readonly heldBack?: (body: Buffer) => boolean;
}

export interface CallerOptions {
  readonly access: AwsAccess;
  readonly dispatcher: Dispatcher;
  readonly origin: URL;
  readonly limiter: Aimd;
  readonly retry: RetryPolicy;
}

type Outcome = { readonly body: Buffer } | { readonly failure: Failure; readonly credentials: AwsCredentials; readonly cause: unknown };

/** Signs, sends, retries: the loop under every operation. Throws `dynamodb.<code>` when the answer is final. */
export class DynamoDbCaller {
  readonly limiter: Aimd;
  private readonly options: CallerOptions;
  private readonly signer: Signer;
  private readonly amzDate = amzDates();
  private readonly wait: (attempt: number) => number;
  private refreshing: Promise<AwsCredentials> | null = null;

  constructor(options: CallerOptions) {
    this.options = options;
    this.limiter = options.limiter;
    this.signer = new Signer({ region: options.access.region, service: 'dynamodb' });
    this.wait = jitter(options.retry);
  }

  async call(request: DynamoDbRequest): Promise<Buffer> {
    const { retry } = this.options;
    let refreshed = false;
    for (let failures = 1; ; failures += 1) {
      request.signal?.throwIfAborted();
      const outcome = await this.once(request);
      if ('body' in outcome) return outcome.body;
      const { failure, credentials, cause } = outcome;
      if (failure.kind === 'refresh' && !refreshed) {
        refreshed = true;
        await this.refresh(credentials);
        continue;
      }
      const most = failure.kind === 'throttle' ? retry.throttledAttempts : failure.kind === 'transient' ? retry.attempts : 0;
      if (failures >= most) throw dynamodbError(failure, `${request.operation} ${request.about}`, failures, cause);
      await this.pause(failures, request.signal);
    }
  }

  /** Waits as before another attempt. */
  pause(failures: number, signal?: AbortSignal): Promise<void> {
    return realSleep(this.wait(failures), signal);
  }

  private async once(request: DynamoDbRequest): Promise<Outcome> {
    const credentials = await this.options.access.credentials();
    const ticket = await this.limiter.acquire();
    let signal: 'ok' | 'throttled' | 'failed' = 'failed';
    try {
      const response = await this.send(request, credentials);
      const failure = failureIn(response);
      const slower = failure === null ? request.heldBack?.(response.body) === true : failure.kind === 'throttle';
      signal = slower ? 'throttled' : failure === null || failure.kind === 'fatal' ? 'ok' : 'failed';
      return failure === null ? { body: response.body } : { failure, credentials, cause: undefined };
    } catch (error) {
      if (error instanceof RedrillError || request.signal?.aborted === true) throw error;
      return { failure: networkFailure(error), credentials, cause: error };
    } finally {
      this.limiter.release(ticket, signal);
    }
  }

  private send({ operation, body, signal }: DynamoDbRequest, credentials: AwsCredentials): Promise<ExchangeResponse> {
    const { origin, dispatcher } = this.options;
    const headers = this.signer.sign({
      method: 'POST', host: origin.host, path: '/', query: '',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `DynamoDB_20120810.${operation}` },
      payloadHash: hash('sha256', body, 'hex'),
    }, credentials, this.amzDate());
    return exchange(dispatcher, origin.origin, { method: 'POST', path: '/', headers, body: Buffer.from(body), signal });
  }

  /** One refresh for all requests that failed with the same credentials. */
  private async refresh(used: AwsCredentials): Promise<void> {
    const current = await this.options.access.credentials();
    if (current.sessionToken !== used.sessionToken || current.accessKeyId !== used.accessKeyId) return;
    this.refreshing ??= this.options.access.refresh().finally(() => { this.refreshing = null; });
    await this.refreshing;
  }
}

/** DynamoDB sends the checksum of each body: one that does not fit was damaged on the way, and is asked for again. */
function failureIn({ status, headers, body }: ExchangeResponse): Failure | null {
  if (status < 200 || status >= 300) return dynamodbFailure(status, headers, body);
  const said = headers['x-amz-crc32'];
  if (said === undefined || Number(said) === crc32(body)) return null;
  return { kind: 'transient', code: 'ConnectionLost', message: 'the body does not fit its checksum (x-amz-crc32)', ambiguous: true, status, headers };
}
