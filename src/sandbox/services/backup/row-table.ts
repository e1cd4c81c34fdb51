import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Catalogue, Place } from '../../service.ts';

/** What all things of AWS Backup have: a name, a home, a state, and the moment when something happens to them by itself. */
export interface Row {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  /** ARN of the protected resource; empty for vaults and plans. */
  readonly resource: string;
  readonly state: string;
  /** Drill time in epoch microseconds; null when it waits for somebody. */
  readonly due: number | null;
  readonly created: number;
}

/** Rows of one kind. Reads and writes whole documents, so that a change of state is one statement. */
export interface RowTable<T extends Row> {
  readonly ddl: string;
  find(catalogue: Catalogue, id: string): T | null;
  put(catalogue: Catalogue, row: T): void;
  remove(catalogue: Catalogue, id: string): void;
  of(catalogue: Catalogue, place: Place): readonly T[];
  /** All of a resource, or those in some states. */
  ofResource(catalogue: Catalogue, resource: string, states?: readonly T['state'][]): readonly T[];
  inState(catalogue: Catalogue, state: string): readonly T[];
  firstDue(catalogue: Catalogue, atMicros: number): T | null;
  nextDue(catalogue: Catalogue): number | null;
}

/** A table of documents with the columns that are searched for. */
export function rowTable<T extends Row>(name: string): RowTable<T> {
  const statements = new WeakMap<DatabaseSync, Map<string, StatementSync>>();
  const prepared = ({ db }: Catalogue, sql: string): StatementSync => {
    const known = statements.get(db) ?? new Map<string, StatementSync>();
    statements.set(db, known);
    const statement = known.get(sql) ?? db.prepare(sql);
    known.set(sql, statement);
    return statement;
  };
  const read = (catalogue: Catalogue, where: string, ...values: (string | number)[]): T[] =>
    (prepared(catalogue, `SELECT body FROM ${name} WHERE ${where}`).all(...values) as unknown as { readonly body: string }[]).map(({ body }) => JSON.parse(body) as T);
  return {
    ddl: `CREATE TABLE IF NOT EXISTS ${name} (id TEXT PRIMARY KEY, account TEXT NOT NULL, region TEXT NOT NULL, resource TEXT NOT NULL, state TEXT NOT NULL, due INTEGER, created INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS ${name}_due ON ${name} (due) WHERE due IS NOT NULL;
CREATE INDEX IF NOT EXISTS ${name}_place ON ${name} (account, region);
CREATE INDEX IF NOT EXISTS ${name}_resource ON ${name} (resource);`,
    find: (catalogue, id) => read(catalogue, 'id = ?', id)[0] ?? null,
    put: (catalogue, row) => {
      prepared(catalogue, `INSERT INTO ${name} (id, account, region, resource, state, due, created, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET resource = excluded.resource, state = excluded.state, due = excluded.due, created = excluded.created, body = excluded.body`)
        .run(row.id, row.account, row.region, row.resource, row.state, row.due, row.created, JSON.stringify(row));
    },
    remove: (catalogue, id) => { prepared(catalogue, `DELETE FROM ${name} WHERE id = ?`).run(id); },
    of: (catalogue, { account, region }) => read(catalogue, 'account = ? AND region = ?', account, region),
    ofResource: (catalogue, resource, states) => (states === undefined ? read(catalogue, 'resource = ?', resource) : read(catalogue, 'resource = ? AND state IN (SELECT value FROM json_each(?))', resource, JSON.stringify(states))),
    inState: (catalogue, state) => read(catalogue, 'state = ?', state),
    firstDue: (catalogue, atMicros) => read(catalogue, 'due <= ? ORDER BY due, created, rowid LIMIT 1', atMicros)[0] ?? null,
    nextDue: (catalogue) => (prepared(catalogue, `SELECT min(due) AS due FROM ${name} WHERE due IS NOT NULL`).get() as { readonly due: number | null }).due,
  };
}
