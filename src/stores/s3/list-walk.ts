import { RedrillError } from '#kit/redrill-error';
import { ListGuard, sortPage } from './list-guard.ts';
import { rootOf } from './list-page.ts';
import type { ListCursor, ListKind, ListPage, PageHead } from './list-page.ts';
import { parsePage } from './parse-page.ts';
import type { S3Caller, S3Request } from './s3-caller.ts';
import type { Failure } from './s3-failure.ts';
import type { VersionEntry } from './s3-store.ts';
import { isWhole, openPage, scanEntries, scanHead } from './scan-page.ts';
import { compareUtf8 } from './utf8-order.ts';

export interface ListWalk {
  readonly caller: S3Caller;
  readonly kind: ListKind;
  readonly bucket: string;
  readonly prefix: string;
  /** Begins after this key. */
  readonly after?: string | undefined;
  /** Ends with the page that passes this key. */
  readonly until?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * One serial walk through a listing, a page at a time; the next page is on its way while this one is read.
 * Throws when it cannot be completed; ending it early cancels the page under way.
 */
export async function* walkListing(walk: ListWalk): AsyncGenerator<VersionEntry[], void, undefined> {
  const what = `${operationOf(walk.kind)} ${walk.bucket}${walk.prefix === '' ? '' : `/${walk.prefix}`}`;
  const guard = new ListGuard(what);
  const cancel = new AbortController();
  const signal = walk.signal === undefined ? cancel.signal : AbortSignal.any([walk.signal, cancel.signal]);
  let coming: Promise<Buffer> | null = fetchPage(walk, walk.after === undefined ? null : { kind: 'after', key: walk.after }, signal);
  try {
    while (coming !== null) {
      const body: Buffer = await coming;
      const read = openBody(body, walk.kind, what);
      coming = null;
      if (read.head.next !== null && !reaches(walk.until, read.head.next)) {
        guard.cursor(read.head.next);
        coming = fetchPage(walk, read.head.next, signal);
        // Awaited in the next turn; until then a failure must not count as unhandled.
        coming.catch(() => undefined);
      }
      const entries = sortPage(read.entries());
      guard.entries(entries, walk.kind === 'objects');
      yield entries;
      if (walk.until !== undefined && entries.length > 0 && compareUtf8(lastKey(entries), walk.until) > 0) return;
    }
  } finally {
    cancel.abort(new RedrillError('s3.Cancelled', `${what}: no longer wanted`));
  }
}

/** Whether a listing that goes on at this cursor has passed its end; object listings do not tell. */
function reaches(until: string | undefined, next: ListCursor): boolean {
  return until !== undefined && next.kind === 'versions' && compareUtf8(next.key, until) > 0;
}

function lastKey(entries: readonly VersionEntry[]): string {
  return entries.at(-1)?.key ?? '';
}

/** One listing request with a delimiter, for finding where a key space can be split. */
export async function listPrefixes(walk: ListWalk & { readonly delimiter: string }): Promise<ListPage> {
  const cursor: ListCursor | null = walk.after === undefined ? null : { kind: 'after', key: walk.after };
  return parsePage(await fetchPage(walk, cursor, walk.signal, walk.delimiter), walk.kind);
}

async function fetchPage(walk: ListWalk, cursor: ListCursor | null, signal: AbortSignal | undefined, delimiter?: string): Promise<Buffer> {
  const query: Record<string, string | undefined> = { 'encoding-type': 'url', 'max-keys': '1000', prefix: walk.prefix === '' ? undefined : walk.prefix, delimiter };
  if (walk.kind === 'versions') query['versions'] = '';
  else query['list-type'] = '2';
  if (cursor?.kind === 'objects') query['continuation-token'] = cursor.token;
  else if (cursor !== null) query[walk.kind === 'versions' ? 'key-marker' : 'start-after'] = cursor.key;
  if (cursor?.kind === 'versions' && cursor.versionId !== null) query['version-id-marker'] = cursor.versionId;
  const request: S3Request = { operation: operationOf(walk.kind), method: 'GET', bucket: walk.bucket, query, signal, check: (response) => cutShort(response.body, walk.kind) };
  return (await walk.caller.call(request)).body;
}

function openBody(body: Buffer, kind: ListKind, what: string): { readonly head: PageHead; readonly entries: () => VersionEntry[] } {
  const page = openPage(body, kind);
  const head = page === null ? null : scanHead(page, kind);
  if (page !== null && head !== null) return { head, entries: () => scanEntries(page, kind) ?? strictly(body, kind, what).entries };
  const parsed = strictly(body, kind, what);
  return { head: parsed, entries: () => parsed.entries };
}

function strictly(body: Buffer, kind: ListKind, what: string): ListPage {
  try {
    return parsePage(body, kind);
  } catch (error) {
    throw new RedrillError('s3.MalformedListing', `${what}: the answer is no valid <${rootOf(kind)}>: ${(error as Error).message}`, { actor: 'platform', cause: error });
  }
}

function cutShort(body: Buffer, kind: ListKind): Failure | null {
  if (isWhole(body.toString('latin1', Math.max(0, body.length - 64)), kind)) return null;
  return { kind: 'transient', code: 'TruncatedResponse', message: 'the listing ends in the middle of its document', ambiguous: false, status: 200, headers: {} };
}

function operationOf(kind: ListKind): string {
  return kind === 'versions' ? 'ListObjectVersions' : 'ListObjectsV2';
}
