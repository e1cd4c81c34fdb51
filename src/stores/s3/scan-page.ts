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

interface Span { readonly from: number; readonly to: number }

const QUOTED = /^&quot;[^&]*&quot;$/;
const ENTRY_NAMES: Readonly<Record<ListKind, readonly [string, string | null]>> = { versions: ['Version', 'DeleteMarker'], objects: ['Contents', null] };

/** Finds where entries begin and end; null when the page does not look as expected (a strict parser must read it). */
export function openPage(bytes: Buffer, kind: ListKind): ScannedPage | null {
  const body = bytes as Latin1Buffer;
  const text = body.toString('latin1');
  if (!isWhole(text, kind) || text.includes('<!') || text.lastIndexOf('<?') > 0) return null;
  const [main, other] = ENTRY_NAMES[kind];
  const starts = [text.indexOf(`<${main}>`), other === null ? -1 : text.indexOf(`<${other}>`)].filter((at) => at >= 0);
  const ends = [endOfLast(text, main), other === null ? -1 : endOfLast(text, other)];
  const end = Math.max(...ends);
  return starts.length === 0 ? { body, text, firstEntry: text.length, lastEntryEnd: text.length } : { body, text, firstEntry: Math.min(...starts), lastEntryEnd: end };
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
  const [main, other] = ENTRY_NAMES[kind];
  const entries: VersionEntry[] = [];
  let at = page.firstEntry;
  // Rows of one key follow each other: its text is made once.
  let before = '';
  while (at < lastEntryEnd) {
    const name = text.startsWith(`<${main}>`, at) ? main : other !== null && text.startsWith(`<${other}>`, at) ? other : null;
    if (name === null) return null;
    const end = text.indexOf(`</${name}>`, at);
    if (end === -1) return null;
    const span = { from: at, to: end };
    const entry: VersionEntry | null = kind === 'objects' ? scanObject(page, span) : scanVersion(page, span, name === other, before);
    if (entry === null) return null;
    entries.push(entry);
    before = entry.key;
    at = end + name.length + 3;
  }
  // One key per row, or a damaged tag has hidden a row.
  return countOf(text, '<Key>') === entries.length ? entries : null;
}

function countOf(text: string, tag: string): number {
  let count = 0;
  for (let at = text.indexOf(tag); at !== -1; at = text.indexOf(tag, at + tag.length)) count += 1;
  return count;
}

function scanVersion(page: ScannedPage, at: Span, marker: boolean, before: string): VersionEntry | null {
  const key = value(page, '<Key>', at, before);
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
  const key = value(page, '<Key>', at);
  const lastModified = value(page, '<LastModified>', at);
  const etag = etagOf(value(page, '<ETag>', at));
  const sizeBytes = digits(page, '<Size>', at);
  if (key === null || lastModified === null || etag === null || sizeBytes === null) return null;
  return { key: decodeListed(key), versionId: '', isLatest: true, marker: false, lastModified, etag, sizeBytes };
}

/** Where the content of the element that opens with `tag` begins; -1 when the entry has none. */
function contentStart(page: ScannedPage, tag: string, at: Span): number {
  const open = page.text.indexOf(tag, at.from);
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

function endOfLast(text: string, name: string): number {
  const at = text.lastIndexOf(`</${name}>`);
  return at === -1 ? -1 : at + name.length + 3;
}
