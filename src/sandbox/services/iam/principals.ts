import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Principal, PrincipalKind } from './model.ts';

/** Users and roles in the catalogue. */
export class PrincipalRows {
  private readonly sql: Record<'byArn' | 'named' | 'list' | 'put' | 'remove', StatementSync>;

  constructor(db: DatabaseSync) {
    this.sql = {
      byArn: db.prepare('SELECT * FROM iam_principal WHERE arn = ?'),
      named: db.prepare('SELECT * FROM iam_principal WHERE kind = ? AND account = ? AND name = ?'),
      list: db.prepare('SELECT * FROM iam_principal WHERE kind = ? AND account = ? ORDER BY name'),
      put: db.prepare('INSERT OR REPLACE INTO iam_principal (arn, kind, account, path, name, id, created, boundary, trust, description, max_session) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
      remove: db.prepare('DELETE FROM iam_principal WHERE arn = ?'),
    };
  }

  byArn(arn: string): Principal | null {
    return (this.sql.byArn.get(arn) as unknown as Principal | undefined) ?? null;
  }

  /** Names differ by more than their case. */
  named(kind: PrincipalKind, account: string, name: string): Principal | null {
    return (this.sql.named.get(kind, account, name) as unknown as Principal | undefined) ?? null;
  }

  list(kind: PrincipalKind, account: string): readonly Principal[] {
    return this.sql.list.all(kind, account) as unknown as readonly Principal[];
  }

  put({ arn, kind, account, path, name, id, created, boundary, trust, description, max_session }: Principal): void {
    this.sql.put.run(arn, kind, account, path, name, id, created, boundary, trust, description, max_session);
  }

  remove(arn: string): void {
    this.sql.remove.run(arn);
  }
}
