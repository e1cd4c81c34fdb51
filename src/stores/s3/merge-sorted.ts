import { bug } from '#kit/redrill-error';
import { compareUtf8 } from './utf8-order.ts';

export interface Keyed {
  readonly key: string;
}

interface Pair<A, B> {
  readonly key: string;
  readonly left: A | null;
  readonly right: B | null;
}

/** A sorted stream of items, or of pages of them as listings give them. */
type Sorted<T> = AsyncIterable<T | readonly T[]>;

/**
 * Walks two streams that are both in S3's key order and pairs equal keys; memory is one page of each. Given pages, the cost of
 * fetching is paid per page. A side out of order throws, for it would pair wrongly.
 */
export async function* mergeSorted<A extends Keyed, B extends Keyed>(left: Sorted<A>, right: Sorted<B>): AsyncGenerator<Pair<A, B>, void, undefined> {
  const a = new Side(left);
  const b = new Side(right);
  try {
    await Promise.all([a.fill(), b.fill()]);
    while (a.head !== null || b.head !== null) {
      yield* pairUp(a, b);
      await Promise.all([a.fill(), b.fill()]);
    }
  } finally {
    await Promise.all([a.leave(), b.leave()]);
  }
}

/** Pairs until one side's page is used up; a side at its end lets the other run through. */
function pairUp<A extends Keyed, B extends Keyed>(a: Side<A>, b: Side<B>): Pair<A, B>[] {
  const pairs: Pair<A, B>[] = [];
  for (;;) {
    const x = a.head;
    const y = b.head;
    if ((x === null && !a.ended) || (y === null && !b.ended) || (x === null && y === null)) return pairs;
    const order = x === null ? 1 : y === null ? -1 : compareUtf8(x.key, y.key);
    pairs.push({ key: (order <= 0 ? x?.key : y?.key) ?? '', left: order <= 0 ? x : null, right: order >= 0 ? y : null });
    if (order <= 0) a.advance();
    if (order >= 0) b.advance();
  }
}

class Side<T extends Keyed> {
  head: T | null = null;
  ended = false;
  private readonly pages: AsyncIterator<T | readonly T[]>;
  private page: readonly T[] = [];
  private at = -1;
  private lastKey: string | null = null;

  constructor(pages: Sorted<T>) {
    this.pages = pages[Symbol.asyncIterator]();
  }

  /** Makes sure that there is a head, or that the side has ended. */
  async fill(): Promise<void> {
    while (this.head === null && !this.ended) {
      const next = await this.pages.next();
      this.page = next.done === true ? [] : isPage(next.value) ? next.value : [next.value];
      this.ended = next.done === true;
      this.at = -1;
      this.advance();
    }
  }

  advance(): void {
    this.at += 1;
    this.head = this.page[this.at] ?? null;
    if (this.head === null) return;
    if (this.lastKey !== null && compareUtf8(this.lastKey, this.head.key) > 0) throw bug('s3.NotSorted', `a stream to be merged is not in key order: ${JSON.stringify(this.head.key)} came after ${JSON.stringify(this.lastKey)}`);
    this.lastKey = this.head.key;
  }

  async leave(): Promise<void> {
    await this.pages.return?.();
  }
}

function isPage<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}
