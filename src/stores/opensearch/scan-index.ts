import { parseExactly } from '#kit/exact-json';
import { RedrillError } from '#kit/redrill-error';
import { withSignal } from './official-client.ts';
import type { SearchClient, SearchRequest } from './search-client.ts';
import { refusalOf } from './search-error.ts';

/** One document as a scan gives it. */
export interface Hit {
  readonly _index: string;
  readonly _id: string;
  readonly _source?: unknown;
}

export interface Scan {
  /** Indices or aliases, joined by commas. */
  readonly index: string;
  readonly query?: unknown;
  /** False where ids are enough. */
  readonly source?: boolean;
  readonly pageSize?: number;
  /** Parts that are read at the same time. */
  readonly slices?: number;
  readonly signal?: AbortSignal | undefined;
}

interface Page {
  readonly _scroll_id?: string;
  readonly timed_out?: boolean;
  readonly _shards?: { readonly failed?: number; readonly failures?: readonly { readonly reason?: { readonly reason?: string } }[] };
  readonly hits?: { readonly hits?: readonly Hit[] };
}

const KEEP = '5m';

/**
 * Hands every document of an index to `page`, in no order, as they were when the scan began. What was acknowledged before it is seen: the
 * index is refreshed first. Throws `opensearch.PartialScan` when a shard did not answer: a scan that is not whole is none.
 */
export async function scanIndex(client: SearchClient, scan: Scan, page: (hits: readonly Hit[]) => void): Promise<void> {
  const { index, slices = 1, signal } = scan;
  await client.api.indices.refresh({ index }, withSignal(signal));
  await Promise.all(Array.from({ length: slices }, (_, id) => scanSlice(client, scan, slices > 1 ? { id, max: slices } : null, page)));
}

async function scanSlice(client: SearchClient, { index, query, source = true, pageSize = 1000, signal }: Scan, slice: { readonly id: number; readonly max: number } | null, page: (hits: readonly Hit[]) => void): Promise<void> {
  const body = { size: pageSize, sort: ['_doc'], _source: source, ...(query === undefined ? {} : { query }), ...(slice === null ? {} : { slice }) };
  let answer = await ask(client, { method: 'POST', path: `/${index}/_search`, query: { scroll: KEEP, allow_partial_search_results: 'false' }, body, signal });
  try {
    for (let hits = hitsOf(client, index, answer); hits.length > 0; hits = hitsOf(client, index, answer)) {
      page(hits);
      // A page that is asked for twice is given once: a lost one cannot be had again, and the scan fails.
      answer = await ask(client, { method: 'POST', path: '/_search/scroll', body: { scroll: KEEP, scroll_id: scrollOf(answer) }, signal });
    }
  } finally {
    const open = scrollOf(answer);
    // A scan that stays open only holds old segments until it expires; the first error is the one to tell.
    if (open !== undefined) await client.once({ method: 'DELETE', path: '/_search/scroll', body: { scroll_id: [open] } }).catch(() => undefined);
  }
}

function scrollOf({ _scroll_id: open }: Page): string | undefined {
  return open;
}

async function ask(client: SearchClient, request: SearchRequest): Promise<Page> {
  const answer = await client.once(request);
  if (answer.status >= 300) throw refusalOf(client.where, request, answer);
  return parseExactly(answer.body.toString('utf8')) as Page;
}

function hitsOf(client: SearchClient, index: string, { hits, timed_out: timedOut, _shards: shards }: Page): readonly Hit[] {
  const failed = shards?.failed ?? 0;
  if (failed > 0 || timedOut === true) throw new RedrillError('opensearch.PartialScan', `a scan of ${index} at ${client.where} was not whole: ${timedOut === true ? 'it timed out' : `${failed} shards failed (${shards?.failures?.[0]?.reason?.reason ?? 'no reason given'})`}`, { actor: 'platform' });
  return hits?.hits ?? [];
}
