import { RedrillError } from '#kit/redrill-error';
import type { ListCursor } from './list-page.ts';
import type { VersionEntry } from './s3-store.ts';
import { compareUtf8 } from './utf8-order.ts';

const MOST_EMPTY_PAGES = 1000;

/**
 * Watches one walk through a listing: a repeated cursor, endless empty pages or keys that run backwards end it with an error,
 * for a listing that is not complete must never look complete.
 */
export class ListGuard {
  private readonly what: string;
  private readonly seen = new Set<string>();
  private lastKey: string | null = null;
  private emptyPages = 0;

  constructor(what: string) {
    this.what = what;
  }

  /** Call with every cursor before it is used. */
  cursor(cursor: ListCursor): void {
    const mark = JSON.stringify(cursor);
    if (this.seen.has(mark)) throw new RedrillError('s3.ListingLoop', `${this.what}: S3 gave the same continuation twice; the listing cannot be completed`, { actor: 'platform' });
    this.seen.add(mark);
  }

  /** Call with the entries of each page, sorted. */
  entries(entries: readonly VersionEntry[], strict: boolean): void {
    const first = entries[0];
    const last = entries.at(-1);
    if (first === undefined || last === undefined) {
      this.emptyPages += 1;
      if (this.emptyPages > MOST_EMPTY_PAGES) throw new RedrillError('s3.ListingLoop', `${this.what}: ${MOST_EMPTY_PAGES} empty pages in a row; the listing cannot be completed`, { actor: 'platform' });
      return;
    }
    this.emptyPages = 0;
    if (this.lastKey !== null) {
      const order = compareUtf8(this.lastKey, first.key);
      if (order > 0 || (strict && order === 0)) throw new RedrillError('s3.ListingDisorder', `${this.what}: key ${JSON.stringify(first.key)} came after ${JSON.stringify(this.lastKey)}; the listing cannot be trusted`, { actor: 'platform' });
    }
    // Old cursors cannot come back once the keys have moved on, so that memory stays flat.
    if (this.lastKey !== last.key) this.seen.clear();
    this.lastKey = last.key;
  }
}

/** Puts a page in order: by key, then newest first. Some servers send all versions and then all markers. */
export function sortPage(entries: VersionEntry[]): VersionEntry[] {
  let before = entries[0];
  for (const entry of entries) {
    if (before !== undefined && before !== entry && !inOrder(before, entry)) return entries.sort(newestFirst);
    before = entry;
  }
  return entries;
}

function inOrder(before: VersionEntry, entry: VersionEntry): boolean {
  const byKey = compareUtf8(before.key, entry.key);
  return byKey < 0 || (byKey === 0 && !entry.isLatest && entry.lastModified <= before.lastModified);
}

function newestFirst(a: VersionEntry, b: VersionEntry): number {
  const byKey = compareUtf8(a.key, b.key);
  if (byKey !== 0) return byKey;
  if (a.isLatest !== b.isLatest) return a.isLatest ? -1 : 1;
  return a.lastModified < b.lastModified ? 1 : a.lastModified > b.lastModified ? -1 : 0;
}
