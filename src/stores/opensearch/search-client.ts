import type { Client } from '@opensearch-project/opensearch';
import type { Dispatcher } from 'undici';

/** One request to a search domain. */
export interface SearchRequest {
  readonly method: Dispatcher.HttpMethod;
  /** Without query; names of indices go in as they are, ids never do (they travel in bodies). */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  /** A value is sent as JSON, bytes as they are (newline-delimited JSON). */
  readonly body?: unknown;
  /** Of bytes that are not lines of JSON. */
  readonly contentType?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** False where sending twice is not the same as sending once (snapshots). */
  readonly repeatable?: boolean;
}

export interface SearchAnswer {
  readonly status: number;
  readonly body: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * The data plane of one search domain. Errors are `RedrillError` with code `opensearch.<type>`, the type as OpenSearch names it
 * (`opensearch.index_not_found_exception`), or `opensearch.AccessDenied`, `opensearch.ConnectionRefused`.
 */
export interface SearchClient {
  /** For people: origin of the domain. */
  readonly where: string;
  /** The raw answer, also of a refusal; throws only where nobody answered. Sends once: the caller decides what to repeat. */
  once(request: SearchRequest): Promise<SearchAnswer>;
  /** The official client with its named calls, for everything that is not documents in bulk; repeats what was throttled or lost, throws on a refusal. */
  readonly api: Client;
  /** The same for a call by method and path: the answer as JSON; repeats what was throttled or lost, and throws on a refusal. */
  json<T>(request: SearchRequest): Promise<T>;
  close(): Promise<void>;
}
