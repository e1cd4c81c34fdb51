import type { Catalogue } from '../../service.ts';

/** Table of parameter versions. */
export const SSM_TABLE = `CREATE TABLE IF NOT EXISTS ssm_parameters (
  account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL, version INTEGER NOT NULL, type TEXT NOT NULL, value TEXT NOT NULL,
  description TEXT, pattern TEXT, tier TEXT NOT NULL, modified_micros INTEGER NOT NULL, modified_by TEXT NOT NULL,
  PRIMARY KEY (account, region, name, version)) STRICT, WITHOUT ROWID`;

/** One version of a parameter. */
export interface ParameterRow {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly version: number;
  readonly type: string;
  readonly value: string;
  readonly description: string | null;
  readonly pattern: string | null;
  readonly tier: string;
  readonly modified_micros: number;
  readonly modified_by: string;
}

export interface ParameterKey {
  readonly account: string;
  readonly region: string;
  readonly name: string;
}

const KEPT_VERSIONS = 100;

/** The newest version of a parameter, or null. */
export function newest({ db }: Catalogue, { account, region, name }: ParameterKey): ParameterRow | null {
  return (db.prepare('SELECT * FROM ssm_parameters WHERE account = ? AND region = ? AND name = ? ORDER BY version DESC LIMIT 1').get(account, region, name) as unknown as ParameterRow | undefined) ?? null;
}

/** All versions of a parameter, oldest first. */
export function versions({ db }: Catalogue, { account, region, name }: ParameterKey): readonly ParameterRow[] {
  return db.prepare('SELECT * FROM ssm_parameters WHERE account = ? AND region = ? AND name = ? ORDER BY version').all(account, region, name) as unknown as ParameterRow[];
}

/** Adds a version; only the newest 100 are kept, as on AWS. */
export function addVersion(catalogue: Catalogue, row: ParameterRow): void {
  catalogue.db.prepare('INSERT INTO ssm_parameters (account, region, name, version, type, value, description, pattern, tier, modified_micros, modified_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
    .run(row.account, row.region, row.name, row.version, row.type, row.value, row.description, row.pattern, row.tier, row.modified_micros, row.modified_by);
  catalogue.db.prepare('DELETE FROM ssm_parameters WHERE account = ? AND region = ? AND name = ? AND version <= ?').run(row.account, row.region, row.name, row.version - KEPT_VERSIONS);
}

/** Removes a parameter with all its versions; false when there was none. */
export function remove({ db }: Catalogue, { account, region, name }: ParameterKey): boolean {
  return Number(db.prepare('DELETE FROM ssm_parameters WHERE account = ? AND region = ? AND name = ?').run(account, region, name).changes) > 0;
}

/** Newest versions whose name comes after `after`, in name order. */
export function page(catalogue: Catalogue, where: Omit<ParameterKey, 'name'> & { readonly prefix: string; readonly after: string; readonly limit: number }): readonly ParameterRow[] {
  return catalogue.db.prepare(`SELECT * FROM ssm_parameters p WHERE account = ? AND region = ? AND name > ? AND substr(name, 1, ?) = ?
    AND version = (SELECT max(version) FROM ssm_parameters q WHERE q.account = p.account AND q.region = p.region AND q.name = p.name) ORDER BY name LIMIT ?`)
    .all(where.account, where.region, where.after, where.prefix.length, where.prefix, where.limit) as unknown as ParameterRow[];
}
