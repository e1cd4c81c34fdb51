import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { AccessKey } from './model.ts';

/** Long-lived keys of users in the catalogue. */
export class AccessKeyRows {
  private readonly sql: Record<'byId' | 'of' | 'put' | 'remove', StatementSync>;

  constructor(db: DatabaseSync) {
    this.sql = {
      byId: db.prepare('SELECT * FROM iam_access_key WHERE id = ?'),
      of: db.prepare('SELECT * FROM iam_access_key WHERE principal = ? ORDER BY created, id'),
      put: db.prepare('INSERT OR REPLACE INTO iam_access_key (id, secret, principal, status, created) VALUES (?, ?, ?, ?, ?)'),
      remove: db.prepare('DELETE FROM iam_access_key WHERE id = ?'),
    };
  }

  byId(id: string): AccessKey | null {
    return (this.sql.byId.get(id) as unknown as AccessKey | undefined) ?? null;
  }

  of(principal: string): readonly AccessKey[] {
    return this.sql.of.all(principal) as unknown as readonly AccessKey[];
  }

  put({ id, secret, principal, status, created }: AccessKey): void {
    this.sql.put.run(id, secret, principal, status, created);
  }

  remove(id: string): void {
    this.sql.remove.run(id);
  }
}
