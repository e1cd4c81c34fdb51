import type { ListedVersion, ScanStart, VersionRows } from './version-rows.ts';

/** What a listing shows: versions (or current objects only) below a prefix, rolled up at a delimiter. */
export interface ListingQuery {
  readonly prefix: string;
  readonly delimiter: string;
  /** Exclusive: everything up to here has been listed. */
  readonly after: ListingPosition | null;
  readonly max: number;
  /** Current objects only, without noncurrent versions and delete markers. */
  readonly currentOnly: boolean;
}

/** A place in a listing: behind a key with all its versions, behind one version of it, or behind a common prefix. */
export type ListingPosition =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'version'; readonly key: string; readonly seq: number }
  | { readonly kind: 'prefix'; readonly prefix: string };

export type ListingEntry =
  | { readonly kind: 'version'; readonly row: ListedVersion; readonly isLatest: boolean }
  | { readonly kind: 'prefix'; readonly prefix: string };

export interface ListingPage {
  readonly entries: readonly ListingEntry[];
  readonly truncated: boolean;
}

/** How many hidden rows of one key are walked before seeking past it is cheaper. */
const WALK = 8;

/** One page of a bucket in byte order of keys, newest version first. */
export function listPage(versions: VersionRows, bucket: number, query: ListingQuery): ListingPage {
  const entries: ListingEntry[] = [];
  if (query.max === 0) return { entries, truncated: false };
  for (const entry of walk(versions, bucket, query)) {
    if (entries.length === query.max) return { entries, truncated: true };
    entries.push(entry);
  }
  return { entries, truncated: false };
}

function* walk(versions: VersionRows, bucket: number, query: ListingQuery): Generator<ListingEntry, void> {
  let start: ScanStart | null = firstStart(query);
  let lastKey = keyWithNewerVersions(versions, bucket, query);
  while (start) {
    const from: ScanStart = start;
    start = null;
    let hidden = 0;
    for (const row of versions.list(bucket, from)) {
      if (!row.key.startsWith(query.prefix)) return;
      const isLatest = row.key !== lastKey;
      lastKey = row.key;
      hidden = isLatest ? 0 : hidden + 1;
      if (query.currentOnly && (!isLatest || row.marker === 1)) {
        if (hidden < WALK) continue;
        start = { kind: 'past', key: row.key, seq: 0 };
        break;
      }
      const rolled = rolledUp(row.key, query);
      if (rolled === null) {
        yield { kind: 'version', row, isLatest };
        continue;
      }
      yield { kind: 'prefix', prefix: rolled };
      start = { kind: 'after', bound: above(rolled) };
      break;
    }
  }
}

/** The key in whose chain the page begins, when versions before the page's first are newer: then the first one is not the latest. */
function keyWithNewerVersions(versions: VersionRows, bucket: number, { after }: ListingQuery): string | null {
  if (after?.kind !== 'version') return null;
  const current = versions.current(bucket, after.key);
  return current !== null && current.seq >= after.seq ? after.key : null;
}

function rolledUp(key: string, query: ListingQuery): string | null {
  if (query.delimiter === '') return null;
  const at = key.indexOf(query.delimiter, query.prefix.length);
  return at < 0 ? null : key.slice(0, at + query.delimiter.length);
}

function firstStart(query: ListingQuery): ScanStart {
  const { after, prefix } = query;
  if (!after) return { kind: 'from', key: prefix };
  if (after.kind === 'prefix') return notBefore(prefix, above(after.prefix), { kind: 'after', bound: above(after.prefix) });
  // A marker inside a rolled-up group continues behind the group, which an earlier page has shown.
  const rolled = after.key.startsWith(prefix) ? rolledUp(after.key, query) : null;
  if (rolled !== null) return { kind: 'after', bound: above(rolled) };
  return notBefore(prefix, Buffer.from(after.key), { kind: 'past', key: after.key, seq: after.kind === 'version' ? after.seq : 0 });
}

/** A listing never begins before its prefix. */
function notBefore(prefix: string, at: Uint8Array, start: ScanStart): ScanStart {
  return Buffer.compare(at, Buffer.from(prefix)) < 0 ? { kind: 'from', key: prefix } : start;
}

/** The bound above every key that begins with `prefix`: no UTF-8 byte is 0xff. */
function above(prefix: string): Uint8Array {
  return Buffer.concat([Buffer.from(prefix), Buffer.from([0xff])]);
}
