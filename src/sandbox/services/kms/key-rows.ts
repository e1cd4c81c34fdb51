import { randomBytes } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { uuid } from '#kit/ids';
import type { Place } from '../../service.ts';
import { errors } from './errors.ts';

export type KeyState = 'Enabled' | 'Disabled' | 'PendingDeletion';

/** One KMS key; times in epoch microseconds of drill time, `policy` and `tags` as JSON. */
export interface KeyRow {
  readonly arn: string;
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly manager: 'CUSTOMER' | 'AWS';
  readonly description: string;
  readonly state: KeyState;
  readonly created: number;
  readonly deletion: number | null;
  readonly policy: string;
  readonly tags: string;
  /** Days between automatic rotations; null: none. */
  readonly rotation_days: number | null;
  /** When the newest material was made, or rotation was switched on. */
  readonly rotated: number;
}

/** What a new key is made of. */
export type NewKey = Place & Pick<KeyRow, 'manager' | 'description' | 'policy' | 'tags' | 'created'>;

type Statements = Record<'byArn' | 'byId' | 'add' | 'list' | 'setState' | 'setText' | 'setPolicy' | 'setTags' | 'setRotation' | 'setRotated' | 'remove' | 'removeBacking' | 'removeAliases' | 'removeGrants' | 'removeDataKeys' | 'nextDeletion' | 'expired' | 'nextRotation' | 'rotating' | 'addBacking' | 'current' | 'material', StatementSync>;

/** Keys and their material. */
export class KeyRows {
  private readonly sql: Statements;

  constructor(db: DatabaseSync) {
    this.sql = statements(db);
  }

  find(arn: string): KeyRow | null {
    return (this.sql.byArn.get(arn) as KeyRow | undefined) ?? null;
  }

  /** Ids are unique over all accounts, so that a ciphertext needs to carry nothing else. */
  byId(id: string): KeyRow | null {
    return (this.sql.byId.get(id) as KeyRow | undefined) ?? null;
  }

  /** Makes a key with fresh material. Inside a transaction. */
  add(key: NewKey): KeyRow {
    const id = uuid();
    const arn = `arn:aws:kms:${key.region}:${key.account}:key/${id}`;
    this.sql.add.run(arn, id, key.account, key.region, key.manager, key.description, key.created, key.policy, key.tags, key.created);
    this.sql.addBacking.run(arn, 1, randomBytes(32));
    const row = this.find(arn);
    if (!row) throw errors.keyNotFound(arn);
    return row;
  }

  /** Keys of a place in id order, after an id. */
  list({ account, region }: Place, after: string): readonly KeyRow[] {
    return this.sql.list.all(account, region, after) as unknown as readonly KeyRow[];
  }

  setState(key: KeyRow, state: KeyState, deletion: number | null): void {
    this.sql.setState.run(state, deletion, key.arn);
  }

  setDescription(key: KeyRow, description: string): void {
    this.sql.setText.run(description, key.arn);
  }

  setPolicy(key: KeyRow, policy: string): void {
    this.sql.setPolicy.run(policy, key.arn);
  }

  setTags(key: KeyRow, tags: string): void {
    this.sql.setTags.run(tags, key.arn);
  }

  setRotation(key: KeyRow, days: number | null, at: number): void {
    this.sql.setRotation.run(days, at, key.arn);
  }

  /** New material for what is encrypted from now on; the old one still decrypts. Inside a transaction. */
  rotate(key: KeyRow, at: number): void {
    this.sql.addBacking.run(key.arn, this.currentBacking(key.arn) + 1, randomBytes(32));
    this.sql.setRotated.run(at, key.arn);
  }

  /** The key with everything that hangs on it. Inside a transaction. */
  remove(arn: string): void {
    for (const statement of [this.sql.removeBacking, this.sql.removeAliases, this.sql.removeGrants, this.sql.removeDataKeys, this.sql.remove]) statement.run(arn);
  }

  currentBacking(arn: string): number {
    return (this.sql.current.get(arn) as { readonly number: number | null } | undefined)?.number ?? 0;
  }

  material(arn: string, number: number): Buffer | null {
    const row = this.sql.material.get(arn, number) as { readonly material: Uint8Array } | undefined;
    return row ? Buffer.from(row.material.buffer, row.material.byteOffset, row.material.byteLength) : null;
  }

  nextDeletion(): number | null {
    return (this.sql.nextDeletion.get() as { readonly at: number | null }).at;
  }

  expired(at: number): readonly string[] {
    return (this.sql.expired.all(at) as unknown as readonly { readonly arn: string }[]).map(({ arn }) => arn);
  }

  nextRotation(): number | null {
    return (this.sql.nextRotation.get() as { readonly at: number | null }).at;
  }

  rotating(at: number): readonly KeyRow[] {
    return this.sql.rotating.all(at) as unknown as readonly KeyRow[];
  }
}

const DAY = '86400000000';

function statements(db: DatabaseSync): Statements {
  const removeFrom = (table: string): StatementSync => db.prepare(`DELETE FROM ${table} WHERE key = ?`);
  const set = (what: string): StatementSync => db.prepare(`UPDATE kms_key SET ${what} WHERE arn = ?`);
  return {
    byArn: db.prepare('SELECT * FROM kms_key WHERE arn = ?'),
    byId: db.prepare('SELECT * FROM kms_key WHERE id = ?'),
    add: db.prepare("INSERT INTO kms_key (arn, id, account, region, manager, description, state, created, policy, tags, rotated) VALUES (?, ?, ?, ?, ?, ?, 'Enabled', ?, ?, ?, ?)"),
    list: db.prepare('SELECT * FROM kms_key WHERE account = ? AND region = ? AND id > ? ORDER BY id'),
    setState: set('state = ?, deletion = ?'),
    setText: set('description = ?'),
    setPolicy: set('policy = ?'),
    setTags: set('tags = ?'),
    setRotation: set('rotation_days = ?, rotated = ?'),
    setRotated: set('rotated = ?'),
    remove: db.prepare('DELETE FROM kms_key WHERE arn = ?'),
    removeBacking: removeFrom('kms_backing'),
    removeAliases: removeFrom('kms_alias'),
    removeGrants: removeFrom('kms_grant'),
    removeDataKeys: removeFrom('kms_data_key'),
    nextDeletion: db.prepare('SELECT min(deletion) AS at FROM kms_key'),
    expired: db.prepare('SELECT arn FROM kms_key WHERE deletion <= ?'),
    nextRotation: db.prepare(`SELECT min(rotated + rotation_days * ${DAY}) AS at FROM kms_key WHERE rotation_days IS NOT NULL AND state = 'Enabled'`),
    rotating: db.prepare(`SELECT * FROM kms_key WHERE rotation_days IS NOT NULL AND state = 'Enabled' AND rotated + rotation_days * ${DAY} <= ?`),
    addBacking: db.prepare('INSERT INTO kms_backing (key, number, material) VALUES (?, ?, ?)'),
    current: db.prepare('SELECT max(number) AS number FROM kms_backing WHERE key = ?'),
    material: db.prepare('SELECT material FROM kms_backing WHERE key = ? AND number = ?'),
  };
}
