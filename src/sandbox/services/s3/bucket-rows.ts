import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { bug } from '#kit/redrill-error';
import { errors } from './errors.ts';
import type { Bucket, BucketSettings, Versioning } from './bucket.ts';

/** Buckets of all accounts by name. Parsed rows are kept in memory until `forget`; only this process writes the catalogue. */
export class BucketRows {
  private readonly sql: Record<'byName' | 'nameOf' | 'add' | 'remove' | 'update' | 'ofAccount' | 'all' | 'hold' | 'held' | 'unhold', StatementSync>;
  private readonly known = new Map<string, Bucket>();

  constructor(db: DatabaseSync) {
    const columns = 'id, name, account, region, created, versioning, policy, settings';
    this.sql = {
      byName: db.prepare(`SELECT ${columns} FROM s3_bucket WHERE name = ?`),
      nameOf: db.prepare('SELECT name FROM s3_bucket WHERE id = ?'),
      add: db.prepare('INSERT INTO s3_bucket (name, account, region, created, settings) VALUES (?, ?, ?, ?, ?)'),
      remove: db.prepare('DELETE FROM s3_bucket WHERE id = ?'),
      update: db.prepare('UPDATE s3_bucket SET versioning = ?, policy = ?, settings = ? WHERE id = ?'),
      ofAccount: db.prepare(`SELECT ${columns} FROM s3_bucket WHERE account = ? AND name > ? ORDER BY name`),
      all: db.prepare(`SELECT ${columns} FROM s3_bucket ORDER BY name`),
      hold: db.prepare('INSERT INTO s3_name_hold (name, until) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET until = excluded.until'),
      held: db.prepare('SELECT until FROM s3_name_hold WHERE name = ?'),
      unhold: db.prepare('DELETE FROM s3_name_hold WHERE name = ?'),
    };
  }

  find(name: string): Bucket | null {
    const known = this.known.get(name);
    if (known) return known;
    const row = this.sql.byName.get(name);
    if (!row) return null;
    const bucket = bucketOf(row);
    this.known.set(name, bucket);
    return bucket;
  }

  /** By what rows of objects refer to; a name may have been another bucket's. */
  byId(id: number): Bucket | null {
    const row = this.sql.nameOf.get(id) as { readonly name: string } | undefined;
    return row ? this.find(row.name) : null;
  }

  /** The bucket as it is now. Throws NoSuchBucket when it was deleted since it was looked up. */
  again(bucket: Bucket): Bucket {
    const now = this.find(bucket.name);
    if (now?.id !== bucket.id) throw errors.noSuchBucket(bucket.name);
    return now;
  }

  /** To be called after every transaction that changed buckets, also one that was rolled back. */
  forget(): void {
    this.known.clear();
  }

  add(bucket: Pick<Bucket, 'name' | 'account' | 'region' | 'created' | 'settings'>): void {
    this.sql.add.run(bucket.name, bucket.account, bucket.region, bucket.created, JSON.stringify(bucket.settings));
  }

  remove(bucket: Bucket): void {
    this.sql.remove.run(bucket.id);
  }

  update(bucket: Bucket, change: { readonly versioning?: Versioning; readonly policy?: string | null; readonly settings?: BucketSettings }): void {
    const row = this.sql.byName.get(bucket.name);
    if (!row) throw bug('s3.bucket-gone', `bucket "${bucket.name}" vanished while it was being configured`);
    const now = bucketOf(row);
    const policy = change.policy === undefined ? now.policy : change.policy;
    this.sql.update.run(change.versioning ?? now.versioning, policy, JSON.stringify({ ...now.settings, ...change.settings }), bucket.id);
  }

  /** An account's buckets in name order, after `after`. */
  ofAccount(account: string, after: string): readonly Bucket[] {
    return this.sql.ofAccount.all(account, after).map(bucketOf);
  }

  all(): readonly Bucket[] {
    return this.sql.all.all().map(bucketOf);
  }

  /** Until when a deleted bucket's name is not available, or null. */
  heldUntil(name: string): number | null {
    return (this.sql.held.get(name) as { readonly until: number } | undefined)?.until ?? null;
  }

  hold(name: string, untilMicros: number): void {
    this.sql.hold.run(name, untilMicros);
  }

  unhold(name: string): void {
    this.sql.unhold.run(name);
  }
}

function bucketOf(row: object): Bucket {
  const { settings, ...rest } = row as Omit<Bucket, 'settings'> & { readonly settings: string };
  return { ...rest, settings: JSON.parse(settings) as BucketSettings };
}
