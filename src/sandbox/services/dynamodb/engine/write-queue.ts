import type { LevelChange, LevelDb } from './dynalite-parts.ts';

interface Waiting {
  readonly changes: readonly LevelChange[];
  readonly done: PromiseWithResolvers<void>;
}

/**
 * Puts the writes of a turn of the event loop into one batch of LevelDB. A batch is kept whole or not at all, in the order of the writes, and
 * its log is with the operating system before anyone hears of it: a kill of the process loses nothing acknowledged.
 */
export class WriteQueue {
  private readonly db: LevelDb;
  /** Further changes of a batch, asked for when it is made (sizes of tables). */
  private readonly closing: () => readonly LevelChange[];
  private waiting: Waiting[] = [];
  private pumping: Promise<void> | null = null;

  constructor(db: LevelDb, closing: () => readonly LevelChange[]) {
    this.db = db;
    this.closing = closing;
  }

  /** Resolves when the changes are kept; all of them or none. */
  write(changes: readonly LevelChange[]): Promise<void> {
    const done = Promise.withResolvers<void>();
    this.waiting.push({ changes, done });
    this.pumping ??= this.pump();
    return done.promise;
  }

  /** Resolves when everything written so far is kept. */
  async settled(): Promise<void> {
    while (this.pumping) await this.pumping;
  }

  private async pump(): Promise<void> {
    await new Promise((resolve) => { setImmediate(resolve); });
    while (this.waiting.length > 0) {
      const taken = this.waiting;
      this.waiting = [];
      try {
        await this.db.batch([...taken.flatMap(({ changes }) => changes), ...this.closing()]);
        for (const { done } of taken) done.resolve();
      } catch (error) {
        for (const { done } of taken) done.reject(error);
      }
    }
    this.pumping = null;
  }
}
