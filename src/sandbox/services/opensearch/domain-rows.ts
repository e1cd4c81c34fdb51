import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Place } from '../../service.ts';
import type { Domain } from './model.ts';

/** The domains of all accounts. Only inside a transaction may they be put or removed. Parsed rows are kept until `forget`: each request of the data plane asks for one. */
export class DomainRows {
  private readonly known = new Map<string, Domain>();
  private readonly sql: Record<'find' | 'byRef' | 'list' | 'all' | 'put' | 'remove', StatementSync>;

  constructor(db: DatabaseSync) {
    this.sql = {
      find: db.prepare('SELECT body FROM opensearch_domain WHERE account = ? AND region = ? AND name = ?'),
      byRef: db.prepare('SELECT body FROM opensearch_domain WHERE ref = ?'),
      list: db.prepare('SELECT body FROM opensearch_domain WHERE account = ? AND region = ? ORDER BY name'),
      all: db.prepare('SELECT body FROM opensearch_domain ORDER BY account, region, name'),
      put: db.prepare('INSERT INTO opensearch_domain (account, region, name, ref, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT (account, region, name) DO UPDATE SET body = excluded.body'),
      remove: db.prepare('DELETE FROM opensearch_domain WHERE ref = ?'),
    };
  }

  find({ account, region }: Place, name: string): Domain | null {
    return parse(this.sql.find.get(account, region, name));
  }

  byRef(ref: string): Domain | null {
    const known = this.known.get(ref);
    if (known) return known;
    const domain = parse(this.sql.byRef.get(ref));
    if (domain) this.known.set(ref, domain);
    return domain;
  }

  /** To be called after every transaction that changed domains, also one that was rolled back. */
  forget(): void {
    this.known.clear();
  }

  /** An account's domains in a region, in name order. */
  list({ account, region }: Place): readonly Domain[] {
    return this.sql.list.all(account, region).flatMap((row) => parse(row) ?? []);
  }

  all(): readonly Domain[] {
    return this.sql.all.all().flatMap((row) => parse(row) ?? []);
  }

  put(domain: Domain): Domain {
    this.known.delete(domain.ref);
    this.sql.put.run(domain.account, domain.region, domain.name, domain.ref, JSON.stringify(domain));
    return domain;
  }

  remove(ref: string): void {
    this.known.delete(ref);
    this.sql.remove.run(ref);
  }
}

function parse(row: object | undefined): Domain | null {
  return row === undefined ? null : (JSON.parse((row as { readonly body: string }).body) as Domain);
}
