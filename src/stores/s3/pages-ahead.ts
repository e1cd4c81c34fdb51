import type { VersionEntry } from './s3-store.ts';

type Page = readonly VersionEntry[];

/** Reads a listing ahead of its reader, a bounded number of pages; an error waits until the reader gets there. */
export class PagesAhead {
  private readonly pages: Page[] = [];
  private readonly most: number;
  private ended = false;
  private failure: { readonly error: unknown } | null = null;
  private wakeReader: (() => void) | null = null;
  private wakeFiller: (() => void) | null = null;

  constructor(source: AsyncIterable<Page>, most: number) {
    this.most = most;
    void this.fill(source);
  }

  /** Whether `next` has something to say at once. */
  get ready(): boolean {
    return this.pages.length > 0 || this.ended;
  }

  /** The next page, or null at the end. */
  async next(): Promise<Page | null> {
    while (this.pages.length === 0 && !this.ended) await new Promise<void>((resolve) => { this.wakeReader = resolve; });
    const page = this.pages.shift();
    this.wakeFiller?.();
    if (page !== undefined) return page;
    if (this.failure !== null) throw this.failure.error;
    return null;
  }

  private async fill(source: AsyncIterable<Page>): Promise<void> {
    try {
      for await (const page of source) {
        this.pages.push(page);
        this.wakeReader?.();
        while (this.pages.length >= this.most) await new Promise<void>((resolve) => { this.wakeFiller = resolve; });
      }
    } catch (error) {
      this.failure = { error };
    } finally {
      this.ended = true;
      this.wakeReader?.();
    }
  }
}
