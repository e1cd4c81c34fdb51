import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Place } from '../../service.ts';
import type { DocumentTable } from './tables.ts';

/** What every kept thing of RDS has: whose it is, its name there, and the DbiResourceId it belongs to (empty for groups). */
export interface RdsDocument extends Place {
  readonly name: string;
  readonly ref: string;
}

/** The things of one kind. Only inside a transaction may they be put or removed. */
export class DocumentRows<T extends RdsDocument> {
  private readonly sql: Record<'find' | 'byRef' | 'list' | 'all' | 'put' | 'remove', StatementSync>;

  constructor(db: DatabaseSync, table: DocumentTable) {
    this.sql = {
      find: db.prepare(`SELECT body FROM ${table} WHERE account = ? AND region = ? AND name = ?`),
      byRef: db.prepare(`SELECT body FROM ${table} WHERE ref = ? ORDER BY name`),
      list: db.prepare(`SELECT body FROM ${table} WHERE account = ? AND region = ? ORDER BY name`),
      all: db.prepare(`SELECT body FROM ${table} ORDER BY account, region, name`),
      put: db.prepare(`INSERT INTO ${table} (account, region, name, ref, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT (account, region, name) DO UPDATE SET ref = excluded.ref, body = excluded.body`),
      remove: db.prepare(`DELETE FROM ${table} WHERE account = ? AND region = ? AND name = ?`),
    };
  }

  find({ account, region }: Place, name: string): T | null {
    const row = this.sql.find.get(account, region, name);
    return row ? parse<T>(row) : null;
  }

  byRef(ref: string): readonly T[] {
    return this.sql.byRef.all(ref).map((row) => parse<T>(row));
  }

  /** An account's things in a region, in name order. */
  list({ account, region }: Place): readonly T[] {
    return this.sql.list.all(account, region).map((row) => parse<T>(row));
  }

  all(): readonly T[] {
    return this.sql.all.all().map((row) => parse<T>(row));
  }

  put(thing: T): T {
    this.sql.put.run(thing.account, thing.region, thing.name, thing.ref, JSON.stringify(thing));
    return thing;
  }

  remove({ account, region, name }: RdsDocument): void {
    this.sql.remove.run(account, region, name);
  }
}

function parse<T>(row: object): T {
  return JSON.parse((row as { readonly body: string }).body) as T;
}
