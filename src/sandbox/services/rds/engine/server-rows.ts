import type { DatabaseSync, StatementSync } from 'node:sqlite';

type Parameters = Readonly<Record<string, string>>;

/** A server as the catalogue knows it. */
export interface ServerRow {
  readonly resource: string;
  readonly identifier: string;
  /** `building` until its data is complete; a crash before that begins anew. */
  readonly state: 'building' | 'ready';
  readonly wanted: 'run' | 'stop';
  readonly parameters: Parameters;
  /** Those that the server was started with. */
  readonly applied: Parameters;
}

/** Servers that should exist, and with what. */
export class ServerRows {
  private readonly sql: Record<'find' | 'all' | 'put' | 'remove' | 'behind', StatementSync>;

  constructor(db: DatabaseSync) {
    this.sql = {
      find: db.prepare('SELECT * FROM rds_engine_server WHERE resource = ?'),
      all: db.prepare('SELECT * FROM rds_engine_server ORDER BY resource'),
      put: db.prepare('INSERT OR REPLACE INTO rds_engine_server (resource, identifier, state, wanted, parameters, applied) VALUES (?, ?, ?, ?, ?, ?)'),
      remove: db.prepare('DELETE FROM rds_engine_server WHERE resource = ?'),
      behind: db.prepare(`SELECT * FROM rds_engine_server WHERE identifier = ? AND state = 'ready' AND wanted = 'run' ORDER BY rowid DESC LIMIT 1`),
    };
  }

  find(resource: string): ServerRow | null {
    return parsed(this.sql.find.get(resource));
  }

  /** The server that clients of an identifier's port reach. */
  behind(identifier: string): ServerRow | null {
    return parsed(this.sql.behind.get(identifier));
  }

  all(): readonly ServerRow[] {
    return this.sql.all.all().flatMap((row) => parsed(row) ?? []);
  }

  put(row: ServerRow): void {
    this.sql.put.run(row.resource, row.identifier, row.state, row.wanted, JSON.stringify(row.parameters), JSON.stringify(row.applied));
  }

  /** Changes some of a row that is there. */
  edit(resource: string, change: Partial<ServerRow>): void {
    const row = this.find(resource);
    if (row) this.put({ ...row, ...change });
  }

  remove(resource: string): void {
    this.sql.remove.run(resource);
  }
}

function parsed(row: unknown): ServerRow | null {
  if (row === undefined) return null;
  const text = row as Omit<ServerRow, 'parameters' | 'applied'> & { readonly parameters: string; readonly applied: string };
  return { ...text, parameters: JSON.parse(text.parameters) as Parameters, applied: JSON.parse(text.applied) as Parameters };
}
