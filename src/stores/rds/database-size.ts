import type { Database } from './database.ts';
import { withDatabase, type InstanceInput } from './open-database.ts';
import { userTables } from './user-tables.ts';

export interface DatabaseSize {
  /** As the server's statistics estimate it; counted where a small table has none yet, as after a restore. */
  readonly rows: number;
  readonly bytes: number;
}

/** About how much a database holds, without reading all of it; null when it cannot be asked. Only for plans and messages. */
export async function databaseSize(input: InstanceInput): Promise<DatabaseSize | null> {
  try {
    return await withDatabase(input, async (database) => {
      const [row] = await database.query('select pg_database_size(current_database()) as bytes');
      return { rows: await aboutRows(database), bytes: Number(row?.['bytes'] ?? 0) };
    });
  } catch {
    // the size is a courtesy to the reader of the plan: whoever needs the database itself will be told why it does not answer
    return null;
  }
}

/** 200 MB in pages of 8 KB. */
const SMALL_PAGES = 25_600;

async function aboutRows(database: Database): Promise<number> {
  let rows = 0;
  for (const { source, pages, estimatedRows } of await userTables(database)) {
    const unknown = estimatedRows === 0 && pages !== null && pages > 0 && pages <= SMALL_PAGES;
    const [counted] = unknown ? await database.query(`select count(*) as rows from ${source}`) : [];
    rows += counted === undefined ? estimatedRows : Number(counted['rows']);
  }
  return rows;
}
