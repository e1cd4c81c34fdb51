import type { ClientRequest, IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import type { Client, Connection, Transport } from '@opensearch-project/opensearch';
import { RedrillError } from '#kit/redrill-error';
import { realSleep } from '#kit/wall-clock';
import { jitter } from '../s3/backoff.ts';
import type { RetryPolicy } from '../s3/backoff.ts';
import type { SearchAnswer, SearchClient, SearchRequest } from './search-client.ts';
import { refusalOf } from './search-error.ts';

const load = createRequire(import.meta.url);
type Sdk = typeof import('@opensearch-project/opensearch');
type Options = NonNullable<Parameters<Transport['request']>[1]>;
type Params = Parameters<Transport['request']>[0];

/**
 * The official client of OpenSearch over connections of ours: each request is signed and goes through the guarded sockets of `open-search.ts`,
 * and an error is told as everywhere else here. It carries control: templates, aliases, indices, snapshots, counts, health. Documents in
 * bulk and scans do not go through it, because it turns every body into a string and every answer into objects; they use `once`.
 * The package is loaded at the first call.
 */
export function officialClient({ where, once }: Pick<SearchClient, 'where' | 'once'>, retry: RetryPolicy): Client {
  const sdk = load('@opensearch-project/opensearch') as Sdk;
  return new sdk.Client({
    node: where,
    // No sockets of its own, no second round of attempts, and no pings that nobody asked for.
    agent: false as never,
    maxRetries: 0,
    resurrectStrategy: 'none',
    Connection: signedConnection(sdk, once),
    Transport: patientTransport(sdk, where, retry),
  });
}

/** A signal goes into a call's `context`, which the client hands through untouched. */
export function withSignal(signal: AbortSignal | undefined): Options {
  return signal === undefined ? {} : { context: signal };
}

/** For what must not be sent twice, such as taking a snapshot. */
export const ONLY_ONCE: Options = { maxRetries: 0 };

function signedConnection(sdk: Sdk, once: SearchClient['once']): typeof Connection {
  return class SignedConnection extends sdk.Connection {
    override request(params: Parameters<Connection['request']>[0], callback: Parameters<Connection['request']>[1]): ClientRequest {
      const stop = new AbortController();
      once({ ...requestOf(params), signal: stop.signal }).then(
        (answer) => callback(null, messageOf(answer)),
        (error: unknown) => callback(Object.assign(new sdk.errors.ConnectionError(error instanceof Error ? error.message : String(error)), { cause: error }), null),
      );
      return { abort: () => stop.abort() } as ClientRequest;
    }
  };
}

/** The client has encoded the path for a wire of its own; ours encodes it as it must be signed. */
function requestOf({ method, path, querystring, body, headers }: Parameters<Connection['request']>[0]): SearchRequest {
  return {
    method: (method ?? 'GET') as SearchRequest['method'],
    path: decodeURIComponent(path ?? '/'),
    query: Object.fromEntries(new URLSearchParams(querystring ?? '')),
    ...(typeof body === 'string' && body !== '' ? { body: Buffer.from(body), contentType: String(Object(headers)['content-type'] ?? 'application/json') } : {}),
  };
}

function messageOf({ status, body, headers = { 'content-type': 'application/json' } }: SearchAnswer): IncomingMessage {
  return Object.assign(Readable.from([body], { objectMode: false }), { statusCode: status, headers }) as unknown as IncomingMessage;
}

function patientTransport(sdk: Sdk, where: string, retry: RetryPolicy): typeof Transport {
  const wait = jitter(retry);
  return class PatientTransport extends sdk.Transport {
    override request(params: Params, options: Options = {}): never {
      return this.patiently(params, options) as never;
    }

    private async patiently(params: Params, options: Options): Promise<unknown> {
      const signal = options.context instanceof AbortSignal ? options.context : undefined;
      const { context: _context, ...rest } = options;
      for (let attempt = 1; ; attempt += 1) {
        signal?.throwIfAborted();
        // The client writes the texts of body and query into what it is given.
        const sent = super.request({ ...params }, rest);
        const stop = (): void => { sent.abort(); };
        signal?.addEventListener('abort', stop, { once: true });
        try {
          return await sent;
        } catch (error) {
          signal?.throwIfAborted();
          const { told, most } = toldAs(error, { where, params, retry });
          if (options.maxRetries === 0 || attempt >= most) throw told;
        } finally {
          signal?.removeEventListener('abort', stop);
        }
        await realSleep(wait(attempt), signal);
      }
    }
  };

  function toldAs(error: unknown, { where: at, params, retry: policy }: { readonly where: string; readonly params: Params; readonly retry: RetryPolicy }): { readonly told: unknown; readonly most: number } {
    if (error instanceof sdk.errors.ResponseError) {
      const { statusCode: status = 0, body } = error as { readonly statusCode?: number; readonly body?: unknown };
      const { method, path } = params;
      return { told: refusalOf(at, { method: method as SearchRequest['method'], path: decodeURIComponent(path) }, { status, body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body ?? null)) }), most: attemptsAfter(status, policy) };
    }
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    return { told: cause, most: cause instanceof RedrillError ? policy.attempts : 0 };
  }
}

function attemptsAfter(status: number, retry: RetryPolicy): number {
  if (status === 429) return retry.throttledAttempts;
  return status === 502 || status === 503 || status === 504 ? retry.attempts : 0;
}
