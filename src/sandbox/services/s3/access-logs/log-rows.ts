import type { StatementSync } from 'node:sqlite';
import type { Catalogue, SandboxTime } from '../../../service.ts';

/** A line that waits for its file. */
export interface LogLine {
  /** The bucket that was asked. */
  readonly source: string;
  readonly account: string;
  readonly region: string;
  /** Where its owner wants the line. */
  readonly target: string;
  readonly prefix: string;
  readonly atMicros: number;
  readonly line: string;
}

export interface StoredLine extends LogLine {
  readonly seq: number;
}

/** Lines of access logs that wait for delivery. Those of one turn of the event loop are written together, after their requests were answered: S3 itself promises them at best effort. */
export class LogRows {
  private readonly catalogue: Catalogue;
  private readonly sql: Record<'add' | 'first' | 'before' | 'remove', StatementSync>;
  private pending: LogLine[] = [];
  private told = false;

  constructor(catalogue: Catalogue) {
    const { db } = catalogue;
    this.catalogue = catalogue;
    this.sql = {
      add: db.prepare('INSERT INTO s3_access_log (source, account, region, target, prefix, atMicros, line) VALUES (?, ?, ?, ?, ?, ?, ?)'),
      first: db.prepare('SELECT min(atMicros) AS at FROM s3_access_log'),
      before: db.prepare('SELECT * FROM s3_access_log WHERE atMicros < ? ORDER BY seq LIMIT 20000'),
      remove: db.prepare('DELETE FROM s3_access_log WHERE seq = ?'),
    };
  }

  note(line: LogLine, time: SandboxTime): void {
    this.pending.push(line);
    if (this.pending.length === 1) setImmediate(() => this.flush(time));
  }

  /** When the oldest line was written; null where none waits. */
  first(): number | null {
    return (this.sql.first.get() as { readonly at: number | null }).at;
  }

  before(atMicros: number): readonly StoredLine[] {
    return this.sql.before.all(atMicros) as unknown as readonly StoredLine[];
  }

  /** Inside a change. */
  remove(lines: readonly StoredLine[]): void {
    for (const { seq } of lines) this.sql.remove.run(seq);
    this.told = false;
  }

  private flush(time: SandboxTime): void {
    const lines = this.pending;
    this.pending = [];
    // the sandbox may have closed meanwhile
    if (!this.catalogue.db.isOpen) return;
    this.catalogue.transaction(() => {
      for (const { source, account, region, target, prefix, atMicros, line } of lines) this.sql.add.run(source, account, region, target, prefix, atMicros, line);
    });
    if (!this.told) time.changed();
    this.told = true;
  }
}
