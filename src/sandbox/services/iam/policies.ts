import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { AWS_MANAGED } from './aws-managed.ts';
import type { ManagedPolicy, PolicyVersion } from './model.ts';

interface Inline {
  readonly name: string;
  readonly document: string;
}

/** Managed and inline policies in the catalogue, and what is attached to whom. AWS's own managed policies are constants. */
export class PolicyRows {
  private readonly sql: Record<'byArn' | 'list' | 'put' | 'remove' | 'version' | 'versions' | 'putVersion' | 'removeVersion' | 'inline' | 'putInline' | 'removeInline' | 'attached' | 'entities' | 'attach' | 'detach', StatementSync>;

  constructor(db: DatabaseSync) {
    this.sql = {
      byArn: db.prepare('SELECT * FROM iam_policy WHERE arn = ?'),
      list: db.prepare('SELECT * FROM iam_policy WHERE account = ? ORDER BY name'),
      put: db.prepare('INSERT OR REPLACE INTO iam_policy (arn, account, path, name, id, description, created, updated, current, newest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
      remove: db.prepare('DELETE FROM iam_policy WHERE arn = ?'),
      version: db.prepare('SELECT * FROM iam_policy_version WHERE policy = ? AND version = ?'),
      versions: db.prepare('SELECT * FROM iam_policy_version WHERE policy = ? ORDER BY version DESC'),
      putVersion: db.prepare('INSERT INTO iam_policy_version (policy, version, document, created) VALUES (?, ?, ?, ?)'),
      removeVersion: db.prepare('DELETE FROM iam_policy_version WHERE policy = ? AND version = ?'),
      inline: db.prepare('SELECT name, document FROM iam_inline WHERE principal = ? ORDER BY name'),
      putInline: db.prepare('INSERT OR REPLACE INTO iam_inline (principal, name, document) VALUES (?, ?, ?)'),
      removeInline: db.prepare('DELETE FROM iam_inline WHERE principal = ? AND name = ?'),
      attached: db.prepare('SELECT policy FROM iam_attached WHERE principal = ? ORDER BY policy'),
      entities: db.prepare('SELECT principal AS arn FROM iam_attached WHERE policy = ? UNION ALL SELECT arn FROM iam_principal WHERE boundary = ?'),
      attach: db.prepare('INSERT OR IGNORE INTO iam_attached (principal, policy) VALUES (?, ?)'),
      detach: db.prepare('DELETE FROM iam_attached WHERE principal = ? AND policy = ?'),
    };
  }

  byArn(arn: string): ManagedPolicy | null {
    return AWS_MANAGED.get(arn)?.policy ?? (this.sql.byArn.get(arn) as unknown as ManagedPolicy | undefined) ?? null;
  }

  /** Of an account; AWS's own are not among them. */
  list(account: string): readonly ManagedPolicy[] {
    return this.sql.list.all(account) as unknown as readonly ManagedPolicy[];
  }

  put({ arn, account, path, name, id, description, created, updated, current, newest }: ManagedPolicy): void {
    this.sql.put.run(arn, account, path, name, id, description, created, updated, current, newest);
  }

  remove(arn: string): void {
    for (const { version } of this.versions(arn)) this.sql.removeVersion.run(arn, version);
    this.sql.remove.run(arn);
  }

  version(policy: string, version: number): PolicyVersion | null {
    const own = AWS_MANAGED.get(policy)?.version;
    if (own) return own.version === version ? own : null;
    return (this.sql.version.get(policy, version) as unknown as PolicyVersion | undefined) ?? null;
  }

  /** Newest first. */
  versions(policy: string): readonly PolicyVersion[] {
    const own = AWS_MANAGED.get(policy)?.version;
    return own ? [own] : this.sql.versions.all(policy) as unknown as readonly PolicyVersion[];
  }

  putVersion({ policy, version, document, created }: PolicyVersion): void {
    this.sql.putVersion.run(policy, version, document, created);
  }

  removeVersion(policy: string, version: number): void {
    this.sql.removeVersion.run(policy, version);
  }

  inline(principal: string): readonly Inline[] {
    return this.sql.inline.all(principal) as unknown as readonly Inline[];
  }

  putInline(principal: string, { name, document }: Inline): void {
    this.sql.putInline.run(principal, name, document);
  }

  /** False when there was none. */
  removeInline(principal: string, name: string): boolean {
    return this.sql.removeInline.run(principal, name).changes > 0;
  }

  /** ARNs of the managed policies of a user or role. */
  attached(principal: string): readonly string[] {
    return (this.sql.attached.all(principal) as unknown as readonly { readonly policy: string }[]).map(({ policy }) => policy);
  }

  /** ARNs of the users and roles that a managed policy binds, also as a boundary. */
  entities(policy: string): readonly string[] {
    return (this.sql.entities.all(policy, policy) as unknown as readonly { readonly arn: string }[]).map(({ arn }) => arn);
  }

  attach(principal: string, policy: string): void {
    this.sql.attach.run(principal, policy);
  }

  /** False when it was not attached. */
  detach(principal: string, policy: string): boolean {
    return this.sql.detach.run(principal, policy).changes > 0;
  }
}
