import type { DatabaseSync, StatementSync } from 'node:sqlite';

type RepositorySettings = Readonly<Record<string, unknown>>;

/** Manual snapshot repositories with the settings that the user gave; the engine has them translated. */
export class RepositoryRows {
  private readonly sql: Record<'list' | 'put' | 'remove' | 'drop', StatementSync>;

  constructor(db: DatabaseSync) {
    this.sql = {
      list: db.prepare('SELECT name, settings FROM opensearch_repository WHERE ref = ?'),
      put: db.prepare('INSERT OR REPLACE INTO opensearch_repository (ref, name, settings) VALUES (?, ?, ?)'),
      remove: db.prepare('DELETE FROM opensearch_repository WHERE ref = ? AND name = ?'),
      drop: db.prepare('DELETE FROM opensearch_repository WHERE ref = ?'),
    };
  }

  of(ref: string): ReadonlyMap<string, RepositorySettings> {
    const rows = this.sql.list.all(ref) as unknown as readonly { readonly name: string; readonly settings: string }[];
    return new Map(rows.map(({ name, settings }) => [name, JSON.parse(settings) as RepositorySettings]));
  }

  put(ref: string, name: string, settings: RepositorySettings): void {
    this.sql.put.run(ref, name, JSON.stringify(settings));
  }

  remove(ref: string, name: string): void {
    this.sql.remove.run(ref, name);
  }

  drop(ref: string): void {
    this.sql.drop.run(ref);
  }
}
