import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Place } from '../../service.ts';
import type { Tags } from './model.ts';

/** One tag of one resource. */
interface TagRow {
  readonly resource: string;
  readonly key: string;
  readonly value: string;
}

/** Tags of EC2's resources by their id: volumes and snapshots, and what has no other row here (instances, subnets). */
export class TagRows {
  private readonly sql: Record<'of' | 'list' | 'put' | 'drop' | 'dropAll', StatementSync>;

  constructor(db: DatabaseSync) {
    this.sql = {
      of: db.prepare('SELECT resource, key, value FROM ebs_tag WHERE account = ? AND region = ? AND resource = ? ORDER BY key'),
      list: db.prepare('SELECT resource, key, value FROM ebs_tag WHERE account = ? AND region = ? ORDER BY resource, key'),
      put: db.prepare('INSERT INTO ebs_tag (account, region, resource, key, value) VALUES (?, ?, ?, ?, ?) ON CONFLICT (account, region, resource, key) DO UPDATE SET value = excluded.value'),
      drop: db.prepare('DELETE FROM ebs_tag WHERE account = ? AND region = ? AND resource = ? AND key = ?'),
      dropAll: db.prepare('DELETE FROM ebs_tag WHERE account = ? AND region = ? AND resource = ?'),
    };
  }

  of({ account, region }: Place, resource: string): Tags {
    const rows = this.sql.of.all(account, region, resource) as unknown as readonly TagRow[];
    return Object.fromEntries(rows.map(({ key, value }) => [key, value]));
  }

  list({ account, region }: Place): readonly TagRow[] {
    return this.sql.list.all(account, region) as unknown as readonly TagRow[];
  }

  add({ account, region }: Place, resource: string, tags: Tags): void {
    for (const [key, value] of Object.entries(tags)) this.sql.put.run(account, region, resource, key, value);
  }

  drop({ account, region }: Place, resource: string, keys: readonly string[]): void {
    for (const key of keys) this.sql.drop.run(account, region, resource, key);
  }

  dropAll({ account, region }: Place, resource: string): void {
    this.sql.dropAll.run(account, region, resource);
  }
}
