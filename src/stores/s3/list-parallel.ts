import { RedrillError } from '#kit/redrill-error';
import { PagesAhead } from './pages-ahead.ts';
import { splitPoints } from './split-points.ts';
import { walkListing } from './list-walk.ts';
import type { ListWalk } from './list-walk.ts';
import type { VersionEntry } from './s3-store.ts';
import { compareUtf8 } from './utf8-order.ts';

/** Segments walked at once, and pages each may hold before it is their turn: together they bound the memory of a listing. */
const SEGMENTS_AHEAD = 16;
const PAGES_AHEAD = 6;

/**
 * A listing in key order whose pages are fetched in parallel: serial paging costs a round trip per 1,000 keys. After the first page
 * the key space is split at common prefixes; segments are walked side by side and handed out in order.
 * Throws when any part cannot be completed.
 */
export async function* listInParallel(walk: ListWalk): AsyncGenerator<readonly VersionEntry[], void, undefined> {
  const cancel = new AbortController();
  const signal = walk.signal === undefined ? cancel.signal : AbortSignal.any([walk.signal, cancel.signal]);
  const serial = walkListing({ ...walk, signal });
  try {
    const first = await serial.next();
    if (first.done === true) return;
    if (first.value.length > 0) yield first.value;
    const second = await serial.next();
    if (second.done === true) return;
    const last = second.value.at(-1)?.key ?? first.value.at(-1)?.key;
    const points = last === undefined ? [] : await splitPoints(walk, last);
    if (second.value.length > 0) yield second.value;
    yield* segments({ ...walk, signal }, serial, points);
  } finally {
    cancel.abort(new RedrillError('s3.Cancelled', 'the listing is no longer wanted'));
  }
}

/**
 * The serial walk goes on up to the first point (a key's versions may lie on both sides of a page's end); then one walk per point.
 * A reader who has to wait gets twice as many walks ahead of it; a slow reader never does, and little is held for it.
 */
async function* segments(walk: ListWalk, serial: AsyncIterable<VersionEntry[]>, points: readonly string[]): AsyncGenerator<readonly VersionEntry[], void, undefined> {
  const open: PagesAhead[] = [new PagesAhead(upTo(serial, points[0]), PAGES_AHEAD)];
  let ahead = 2;
  const openUp = (most: number): void => {
    while (open.length <= points.length && open.length < most) {
      const [after, until] = [points[open.length - 1], points[open.length]];
      open.push(new PagesAhead(upTo(walkListing({ ...walk, after, until }), until), PAGES_AHEAD));
    }
  };
  for (let i = 0; i <= points.length; i += 1) {
    for (let page: readonly VersionEntry[] | null = []; page !== null;) {
      if (page.length > 0) yield page;
      openUp(i + ahead);
      if (open[i]?.ready === false) ahead = Math.min(ahead * 2, SEGMENTS_AHEAD);
      openUp(i + ahead);
      page = (await open[i]?.next()) ?? null;
    }
  }
}

/** The part of a walk up to a key, that key included; everything when there is none. */
async function* upTo(pages: AsyncIterable<VersionEntry[]>, until: string | undefined): AsyncGenerator<readonly VersionEntry[], void, undefined> {
  for await (const page of pages) {
    const last = page.at(-1);
    if (until === undefined || last === undefined || compareUtf8(last.key, until) <= 0) {
      yield page;
      continue;
    }
    yield page.filter((entry) => compareUtf8(entry.key, until) <= 0);
    return;
  }
}
