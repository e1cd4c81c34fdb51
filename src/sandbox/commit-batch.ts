import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** One open SQLite transaction that takes in the work of a turn of the event loop; each piece of work can fail on its own. */
export class CommitBatch {
  private readonly db: DatabaseSync;
  private readonly save: StatementSync;
  private readonly release: StatementSync;
  private depth = 0;
  private open: PromiseWithResolvers<void> | null = null;

  constructor(db: DatabaseSync) {
    this.db = db;
    this.save = db.prepare('SAVEPOINT work');
    this.release = db.prepare('RELEASE work');
  }

  /** Runs `work`; when it throws, only its own changes are undone. Nested calls belong to the outer one. */
  run<T>(work: () => T): T {
    if (this.depth > 0) return work();
    this.begin();
    this.save.run();
    this.depth += 1;
    try {
      const result = work();
      this.release.run();
      return result;
    } catch (error) {
      if (this.db.isTransaction) this.db.exec('ROLLBACK TO work; RELEASE work');
      throw error;
    } finally {
      this.depth -= 1;
    }
  }

  /** Resolves when everything done so far is committed; null when it is already. Rejects when the commit failed: nothing of the batch was kept. */
  settled(): Promise<void> | null {
    return this.open?.promise ?? null;
  }

  /** Commits now. */
  flush(): void {
    const batch = this.open;
    if (!batch) return;
    this.open = null;
    try {
      this.db.exec('COMMIT');
      batch.resolve();
    } catch (error) {
      if (this.db.isTransaction) this.db.exec('ROLLBACK');
      batch.reject(error);
      throw error;
    }
  }

  private begin(): void {
    if (this.open) return;
    this.db.exec('BEGIN IMMEDIATE');
    const batch = Promise.withResolvers<void>();
    // whoever waits for the batch sees its failure; with nobody waiting it must not end the process
    batch.promise.catch(() => undefined);
    this.open = batch;
    setImmediate(() => {
      if (this.open !== batch) return;
      try {
        this.flush();
      } catch {
        // the waiting answers were rejected with the same error and turn into InternalError
      }
    });
  }
}
