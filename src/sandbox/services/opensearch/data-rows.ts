import type { DatabaseSync, StatementSync } from 'node:sqlite';

interface DataRow {
  readonly ref: string;
  readonly unsaved: number;
  readonly failure: string;
  readonly session: string;
}

const NOTHING: Omit<DataRow, 'ref'> = { unsaved: 0, failure: '', session: '' };

/** What is known of the data behind a domain: whether the last automated snapshot has all of it, and why that snapshot failed. */
export class DataRows {
  private readonly sql: Record<'find' | 'bySession' | 'put' | 'drop', StatementSync>;

  constructor(db: DatabaseSync) {
    this.sql = {
      find: db.prepare('SELECT * FROM opensearch_data WHERE ref = ?'),
      bySession: db.prepare('SELECT ref FROM opensearch_data WHERE session = ?'),
      put: db.prepare('INSERT OR REPLACE INTO opensearch_data (ref, unsaved, failure, session) VALUES (?, ?, ?, ?)'),
      drop: db.prepare('DELETE FROM opensearch_data WHERE ref = ?'),
    };
  }

  /** How many automated snapshots from now on must be taken anew: 0 when the last one has everything. */
  unsaved(ref: string): number {
    return this.find(ref).unsaved;
  }

  setUnsaved(ref: string, unsaved: number): void {
    this.put({ ...this.find(ref), unsaved });
  }

  /** Why the last automated snapshot failed; empty when it did not. */
  failure(ref: string): string {
    return this.find(ref).failure;
  }

  setFailure(ref: string, failure: string): void {
    if (this.find(ref).failure !== failure) this.put({ ...this.find(ref), failure });
  }

  /** Access key id of the role session with which the domain writes its manual snapshots; empty when it has none yet. */
  session(ref: string): string {
    return this.find(ref).session;
  }

  /** Of the domain that writes with a session; null when none does. */
  refOf(session: string): string | null {
    return session === '' ? null : (this.sql.bySession.get(session) as { readonly ref: string } | undefined)?.ref ?? null;
  }

  setSession(ref: string, session: string): void {
    this.put({ ...this.find(ref), session });
  }

  drop(ref: string): void {
    this.sql.drop.run(ref);
  }

  private find(ref: string): DataRow {
    return (this.sql.find.get(ref) as unknown as DataRow | undefined) ?? { ref, ...NOTHING };
  }

  private put({ ref, unsaved, failure, session }: DataRow): void {
    this.sql.put.run(ref, unsaved, failure, session);
  }
}
