import type { ListKind, PageHead } from './list-page.ts';
import type { VersionEntry } from './s3-store.ts';
import { rootOf } from './list-page.ts';
import { decodeListed } from './uri-encode.ts';

/** The page as text of one character per byte, so that positions in it are positions in the buffer. */
export interface ScannedPage {
  readonly body: Latin1Buffer;
  readonly text: string;
  readonly firstEntry: number;
  readonly lastEntryEnd: number;
}

/** Node's buffers cut text out without going through encodings; @types/node does not list it. */
type Latin1Buffer = Buffer & { latin1Slice(start: number, end: number): string };

/** One row: where it begins and ends, and where its key's tag stands. */
interface Span { readonly from: number; readonly to: number; readonly key: number }

const QUOTED = /^&quot;[^&]*&quot;$/;
const NEAR = 4096;
const KEY = '<Key>';
const ENTRY_NAMES: Readonly<Record<ListKind, readonly string[]>> = { versions: ['Version', 'DeleteMarker'], objects: ['Contents'] };

/** Finds where entries begin and end; null when the page does not look as expected (a strict parser must read it). */
export function openPage(bytes: Buffer, kind: ListKind): ScannedPage | null {
  const body = bytes as Latin1Buffer;
  const text = body.toString('latin1');
  if (!isWhole(text, kind) || hasMarkup(text)) return null;
  // Both ends are looked for near the ends first: a name that does not occur would cost a walk through the whole page.
  const firstEntry = firstStart(text.slice(0, NEAR), kind) ?? firstStart(text, kind) ?? text.length;
  const near = lastEnd(text.slice(-NEAR), kind);
  const lastEntryEnd = near === null ? (lastEnd(text, kind) ?? text.length) : Math.max(0, text.length - NEAR) + near;
  return { body, text, firstEntry, lastEntryEnd };
}

/** Comments, CDATA or a second declaration: nothing S3 sends, and nothing the scanner reads. */
function hasMarkup(text: string): boolean {
  for (const mark of ['!', '?']) {
    for (let at = text.indexOf(mark, 1); at !== -1; at = text.indexOf(mark, at + 1)) {
      if (at > 1 && text.charCodeAt(at - 1) === 60) return true;
    }
  }
  return false;
}

function firstStart(text: string, kind: ListKind): number | null {
  const found = ENTRY_NAMES[kind].map((name) => text.indexOf(`<${name}>`)).filter((at) => at >= 0);
  return found.length === 0 ? null : Math.min(...found);
}

function lastEnd(text: string, kind: ListKind): number | null {
  const found = ENTRY_NAMES[kind].map((name) => text.lastIndexOf(`</${name}>`) + name.length + 3).filter((end, i) => end > (ENTRY_NAMES[kind][i]?.length ?? 0) + 2);
  return found.length === 0 ? null : Math.max(...found);
}

/** Whether the document is there to its last byte: a cut page is asked for again. */
export function isWhole(text: string, kind: ListKind): boolean {
  return text.endsWith(`</${rootOf(kind)}>`) || text.trimEnd().endsWith(`</${rootOf(kind)}>`);
}

/** Reads what surrounds the entries, so that the next page can be asked for before this one is read. */
export function scanHead(page: ScannedPage, kind: ListKind): PageHead | null {
  const rest = page.text.slice(0, page.firstEntry) + page.text.slice(page.lastEntryEnd);
  if (rest.includes('&')) return null;
  const truncated = field(rest, 'IsTruncated');
  if (field(rest, 'EncodingType') !== 'url' || (truncated !== 'true' && truncated !== 'false')) return null;
  if (truncated === 'false') return { truncated: false, next: null, encoded: true };
  if (kind === 'objects') {
    const token = field(rest, 'NextContinuationToken');
    return token === null || token === '' ? null : { truncated: true, next: { kind: 'objects', token }, encoded: true };
  }
  const key = field(rest, 'NextKeyMarker');
  return key === null || key === '' ? null : { truncated: true, next: { kind: 'versions', key: decodeListed(key), versionId: field(rest, 'NextVersionIdMarker') || null }, encoded: true };
}

/**
 * Reads entries by looking for the tags it needs; null at the first surprise. Strings are cut from the buffer,
 * not from the page's text, so that a kept key does not keep its page in memory.
 */
export function scanEntries(page: ScannedPage, kind: ListKind): VersionEntry[] | null {
  try {
    return scanRows(page, kind);
  } catch (error) {
    // A key that does not decode: the strict parser says what is wrong, in words.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function scanRows(page: ScannedPage, kind: ListKind): VersionEntry[] | null {
  const { text, lastEntryEnd } = page;
  const [main = '', other] = ENTRY_NAMES[kind];
  const entries: VersionEntry[] = [];
  let at = page.firstEntry;
  let nextKey = text.indexOf(KEY);
  // Rows of one key follow each other: its text is made once.
  let before = '';
  while (at < lastEntryEnd) {
    const name = text.startsWith(`<${main}>`, at) ? main : other !== undefined && text.startsWith(`<${other}>`, at) ? other : null;
    if (name === null) return null;
    const end = text.indexOf(`</${name}>`, at);
    const span = { from: at, to: end, key: nextKey };
    // One key per row, inside of it: a damaged tag could hide a row in its neighbour.
    nextKey = text.indexOf(KEY, nextKey + 1);
    if (end === -1 || span.key < at || span.key > end || (nextKey !== -1 && nextKey < end)) return null;
    const entry: VersionEntry | null = kind === 'objects' ? scanObject(page, span) : scanVersion(page, span, name === other, before);
    if (entry === null) return null;
    entries.push(entry);
    before = entry.key;
    at = end + name.length + 3;
  }
  return nextKey === -1 ? entries : null;
}

function scanVersion(page: ScannedPage, at: Span, marker: boolean, before: string): VersionEntry | null {
  const key = value(page, KEY, at, before);
  const versionId = value(page, '<VersionId>', at);
  const lastModified = value(page, '<LastModified>', at);
  const isLatest = flag(page, '<IsLatest>', at);
  if (key === null || versionId === null || lastModified === null || isLatest === null) return null;
  if (marker) return { key: decodeListed(key), versionId, isLatest, marker, lastModified, etag: null, sizeBytes: 0 };
  const etag = etagOf(value(page, '<ETag>', at));
  const sizeBytes = digits(page, '<Size>', at);
  if (etag === null || sizeBytes === null) return null;
  return { key: decodeListed(key), versionId, isLatest, marker, lastModified, etag, sizeBytes };
}

function scanObject(page: ScannedPage, at: Span): VersionEntry | null {
  const key = value(page, KEY, at);
  const lastModified = value(page, '<LastModified>', at);
  const etag = etagOf(value(page, '<ETag>', at));
  const sizeBytes = digits(page, '<Size>', at);
  if (key === null || lastModified === null || etag === null || sizeBytes === null) return null;
  return { key: decodeListed(key), versionId: '', isLatest: true, marker: false, lastModified, etag, sizeBytes };
}

/** Where the content of the element that opens with `tag` begins; -1 when the entry has none. */
function contentStart(page: ScannedPage, tag: string, at: Span): number {
  const open = tag === KEY ? at.key : page.text.indexOf(tag, at.from);
  return open === -1 || open >= at.to ? -1 : open + tag.length;
}

/** Content of an element; null when absent or nested. `before` is returned as it is when the content equals it. */
function value(page: ScannedPage, tag: string, at: Span, before = ''): string | null {
  const start = contentStart(page, tag, at);
  if (start === -1) return null;
  const end = page.text.indexOf('<', start);
  if (page.text.charCodeAt(end + 1) !== 47) return null;
  if (end - start === before.length && page.text.startsWith(before, start)) return before;
  const text = page.body.latin1Slice(start, end);
  return text.includes('&') && !QUOTED.test(text) ? null : text;
}

function flag(page: ScannedPage, tag: string, at: Span): boolean | null {
  const start = contentStart(page, tag, at);
  if (start === -1) return null;
  return page.text.startsWith('true</', start) ? true : page.text.startsWith('false</', start) ? false : null;
}

function digits(page: ScannedPage, tag: string, at: Span): number | null {
  let i = contentStart(page, tag, at);
  if (i === -1) return null;
  let number = 0;
  const first = i;
  for (let c = page.text.charCodeAt(i); c >= 48 && c <= 57; c = page.text.charCodeAt(i)) {
    number = number * 10 + c - 48;
    i += 1;
  }
  return i > first && page.text.startsWith('</', i) ? number : null;
}

function etagOf(text: string | null): string | null {
  if (text === null) return null;
  const bare = text.startsWith('&quot;') ? text.slice(6, -6) : text.startsWith('"') ? text.slice(1, -1) : text;
  return /^[\w-]*$/.test(bare) ? bare : null;
}

function field(text: string, name: string): string | null {
  const open = text.indexOf(`<${name}>`);
  if (open === -1) return null;
  const start = open + name.length + 2;
  const end = text.indexOf('<', start);
  return end === -1 ? null : text.slice(start, end);
}
