import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** What is to be done with a domain, and when. */
export type JobKindId = 'create' | 'modify' | 'delete' | 'hourly';

export interface Job {
  readonly id: number;
  /** When its next step is due. */
  readonly at: number;
  readonly started: number;
  readonly kind: JobKindId;
  readonly ref: string;
  /** work: real work is to be done; finish: it is done and the modelled time runs. */
  readonly step: 'work' | 'finish';
}

/** Jobs in the order in which they fall due. */
export class JobRows {
  private readonly sql: Record<'next' | 'due' | 'add' | 'move' | 'callBack' | 'remove' | 'drop', StatementSync>;

  constructor(db: DatabaseSync) {
    this.sql = {
      next: db.prepare('SELECT min(at) AS at FROM opensearch_job'),
      due: db.prepare('SELECT * FROM opensearch_job WHERE at <= ? ORDER BY at, id LIMIT 1'),
      add: db.prepare("INSERT INTO opensearch_job (at, started, kind, ref, step) VALUES (?, ?, ?, ?, 'work')"),
      move: db.prepare('UPDATE opensearch_job SET step = ?, at = ? WHERE id = ?'),
      callBack: db.prepare('UPDATE opensearch_job SET at = ? WHERE ref = ? AND kind = ? AND at > ?'),
      remove: db.prepare('DELETE FROM opensearch_job WHERE id = ?'),
      drop: db.prepare('DELETE FROM opensearch_job WHERE ref = ?'),
    };
  }

  next(): number | null {
    return (this.sql.next.get() as { readonly at: number | null }).at;
  }

  /** The first job that is due at a moment. */
  due(atMicros: number): Job | null {
    return (this.sql.due.get(atMicros) as unknown as Job | undefined) ?? null;
  }

  /** A job whose work is due at `atMicros`. */
  add(kind: JobKindId, ref: string, atMicros: number): void {
    const at = Math.floor(atMicros);
    this.sql.add.run(at, at, kind, ref);
  }

  move(id: number, step: Job['step'], atMicros: number): void {
    this.sql.move.run(step, Math.floor(atMicros), id);
  }

  /** Makes a job of a domain due at a moment when it would be due later only. */
  callBack(kind: JobKindId, ref: string, atMicros: number): void {
    this.sql.callBack.run(atMicros, ref, kind, atMicros);
  }

  remove(id: number): void {
    this.sql.remove.run(id);
  }

  /** Ends all jobs of a domain. */
  drop(ref: string): void {
    this.sql.drop.run(ref);
  }
}
