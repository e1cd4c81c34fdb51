import type { DatabaseSync, StatementSync } from 'node:sqlite';

/**
 * An automated snapshot. Where nothing was written since the one before, the hour's snapshot holds the same: then both are one snapshot
 * in the engine's repository (`stored`), which costs nothing.
 */
export interface AutomatedSnapshot {
  readonly ref: string;
  /** When it began, drill time in epoch microseconds. */
  readonly at: number;
  /** How users know it. */
  readonly name: string;
  readonly ended: number;
  /** How the engine's repository knows it. */
  readonly stored: string;
}

/** The automated snapshots of all domains. */
export class AutomatedRows {
  private readonly sql: Record<'list' | 'last' | 'add' | 'prune' | 'drop' | 'share', StatementSync>;

  constructor(db: DatabaseSync) {
    this.sql = {
      list: db.prepare('SELECT * FROM opensearch_automated WHERE ref = ? ORDER BY at'),
      last: db.prepare('SELECT * FROM opensearch_automated WHERE ref = ? ORDER BY at DESC LIMIT 1'),
      add: db.prepare('INSERT OR REPLACE INTO opensearch_automated (ref, at, name, ended, stored) VALUES (?, ?, ?, ?, ?)'),
      prune: db.prepare('DELETE FROM opensearch_automated WHERE ref = ? AND (at <= ? OR at NOT IN (SELECT at FROM opensearch_automated WHERE ref = ? ORDER BY at DESC LIMIT ?))'),
      drop: db.prepare('DELETE FROM opensearch_automated WHERE ref = ?'),
      share: db.prepare('SELECT DISTINCT stored FROM opensearch_automated WHERE ref = ?'),
    };
  }

  /** A domain's snapshots, the oldest first. */
  list(ref: string): readonly AutomatedSnapshot[] {
    return this.sql.list.all(ref) as unknown as readonly AutomatedSnapshot[];
  }

  last(ref: string): AutomatedSnapshot | null {
    return (this.sql.last.get(ref) as unknown as AutomatedSnapshot | undefined) ?? null;
  }

  /** Names in the engine's repository that are still needed. */
  stored(ref: string): readonly string[] {
    return this.sql.share.all(ref).map((row) => (row as { readonly stored: string }).stored);
  }

  add({ ref, at, name, ended, stored }: AutomatedSnapshot): void {
    this.sql.add.run(ref, Math.floor(at), name, Math.floor(ended), stored);
  }

  /** Keeps the newest `most` that began after a moment. */
  prune(ref: string, afterMicros: number, most: number): void {
    this.sql.prune.run(ref, Math.floor(afterMicros), ref, most);
  }

  drop(ref: string): void {
    this.sql.drop.run(ref);
  }
}
