import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** A permission on a key beside its policy; `operations` and `constraints` are JSON. */
export interface GrantRow {
  readonly id: string;
  /** ARN of the key. */
  readonly key: string;
  readonly name: string | null;
  readonly grantee: string;
  readonly retiring: string | null;
  readonly operations: string;
  readonly constraints: string | null;
  /** ARN of the account that made it. */
  readonly issuer: string;
  readonly token: string;
  readonly created: number;
}

/** Grants of all keys. */
export class GrantRows {
  private readonly sql: Record<'byId' | 'byToken' | 'ofKey' | 'add' | 'remove', StatementSync>;

  constructor(db: DatabaseSync) {
    this.sql = {
      byId: db.prepare('SELECT * FROM kms_grant WHERE id = ?'),
      byToken: db.prepare('SELECT * FROM kms_grant WHERE token = ?'),
      ofKey: db.prepare('SELECT * FROM kms_grant WHERE key = ? AND id > ? ORDER BY id'),
      add: db.prepare('INSERT INTO kms_grant (id, key, name, grantee, retiring, operations, constraints, issuer, token, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
      remove: db.prepare('DELETE FROM kms_grant WHERE id = ?'),
    };
  }

  byId(id: string): GrantRow | null {
    return (this.sql.byId.get(id) as GrantRow | undefined) ?? null;
  }

  byToken(token: string): GrantRow | null {
    return (this.sql.byToken.get(token) as GrantRow | undefined) ?? null;
  }

  /** Grants of a key in id order, after an id. */
  ofKey(key: string, after = ''): readonly GrantRow[] {
    return this.sql.ofKey.all(key, after) as unknown as readonly GrantRow[];
  }

  add(grant: GrantRow): void {
    this.sql.add.run(grant.id, grant.key, grant.name, grant.grantee, grant.retiring, grant.operations, grant.constraints, grant.issuer, grant.token, grant.created);
  }

  remove(id: string): void {
    this.sql.remove.run(id);
  }
}
