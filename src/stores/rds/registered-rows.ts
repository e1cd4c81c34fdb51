import { microsOf } from '#kit/time';
import type { Database } from './database.ts';

/** A table whose rows other stores refer to: by its key, and by the moment of registration, for keys come again after a restore. */
export interface RegisteredTable {
  readonly table: string;
  readonly id: string;
  readonly registered: string;
}

/** Key -> moment of registration (epoch microseconds) of every row. The names come from a schema that allows plain identifiers only. */
export async function registeredRows(database: Database, { table, id, registered }: RegisteredTable): Promise<ReadonlyMap<string, number>> {
  const rows = await database.query(`select ${id}::text as id, to_char(${registered} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at from ${table}`);
  return new Map(rows.map(({ id: key, at }) => [key ?? '', at === null || at === undefined ? Number.NaN : microsOf(at)]));
}
