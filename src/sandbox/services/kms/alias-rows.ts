import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Place } from '../../service.ts';

/** A name for a key; `key` is the key's ARN. */
export interface AliasRow extends Place {
  readonly name: string;
  readonly key: string;
  readonly created: number;
  readonly updated: number;
}

/** Aliases of all accounts. */
export class AliasRows {
  private readonly sql: Record<'find' | 'add' | 'update' | 'remove' | 'list', StatementSync>;

  constructor(db: DatabaseSync) {
    this.sql = {
      find: db.prepare('SELECT * FROM kms_alias WHERE account = ? AND region = ? AND name = ?'),
      add: db.prepare('INSERT INTO kms_alias (account, region, name, key, created, updated) VALUES (?, ?, ?, ?, ?, ?)'),
      update: db.prepare('UPDATE kms_alias SET key = ?, updated = ? WHERE account = ? AND region = ? AND name = ?'),
      remove: db.prepare('DELETE FROM kms_alias WHERE account = ? AND region = ? AND name = ?'),
      list: db.prepare('SELECT * FROM kms_alias WHERE account = ? AND region = ? AND name > ? ORDER BY name'),
    };
  }

  find({ account, region }: Place, name: string): AliasRow | null {
    return (this.sql.find.get(account, region, name) as AliasRow | undefined) ?? null;
  }

  add({ account, region }: Place, name: string, to: { readonly key: string; readonly at: number }): void {
    this.sql.add.run(account, region, name, to.key, to.at, to.at);
  }

  update({ account, region, name }: AliasRow, to: { readonly key: string; readonly at: number }): void {
    this.sql.update.run(to.key, to.at, account, region, name);
  }

  remove({ account, region, name }: AliasRow): void {
    this.sql.remove.run(account, region, name);
  }

  /** Aliases of a place in name order, after a name. */
  list({ account, region }: Place, after: string): readonly AliasRow[] {
    return this.sql.list.all(account, region, after) as unknown as readonly AliasRow[];
  }
}

/** ARN of an alias name (`alias/...`). */
export function aliasArn({ account, region }: Place, name: string): string {
  return `arn:aws:kms:${region}:${account}:${name}`;
}
