import type { Database } from './database.ts';
import { quoteIdent } from './sql-text.ts';

/** How values of a key column are ordered: whole numbers by value, all else by the bytes of their text. */
export type KeyKind = 'int' | 'text';

export interface KeyColumn {
  readonly name: string;
  readonly kind: KeyKind;
}

/** A table of the platform, with what is needed to digest its rows. */
export interface UserTable {
  /** `schema.table`, as it stands in names of rows. */
  readonly name: string;
  /** The same quoted, for SQL. */
  readonly source: string;
  /** In table order. */
  readonly columns: readonly string[];
  /** Primary key; empty where there is none. */
  readonly key: readonly KeyColumn[];
  /** Pages of 8 KB of a plain table; null for what cannot be read by page (partitioned tables). */
  readonly pages: number | null;
  /** The server's own estimate; 0 when it has none. */
  readonly estimatedRows: number;
}

/** Schemas whose content is not the platform's: PostgreSQL's own and redrill's marks. */
export const FOREIGN_SCHEMAS_SQL = `n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'redrill_beacon')`;

const SQL = `
select n.nspname as schema, c.relname as "table", c.relkind as kind, c.reltuples::bigint as tuples,
  (pg_relation_size(c.oid) / current_setting('block_size')::bigint) as pages,
  coalesce((select json_agg(a.attname order by a.attnum) from pg_attribute a
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped), '[]') as columns,
  coalesce((select json_agg(json_build_object('name', a.attname, 'int', a.atttypid in (20, 21, 23)) order by k.position)
    from pg_index i, unnest(i.indkey) with ordinality as k(attnum, position), pg_attribute a
    where i.indrelid = c.oid and i.indisprimary and k.position <= i.indnkeyatts and a.attrelid = c.oid and a.attnum = k.attnum), '[]') as key
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p') and not c.relispartition and ${FOREIGN_SCHEMAS_SQL}
order by 1, 2`;

/** Every table of the platform; a partitioned table is one, and generated columns are columns. */
export async function userTables(database: Database): Promise<readonly UserTable[]> {
  return (await database.query(SQL)).map((row) => {
    const [schema, table] = [row['schema'] ?? '', row['table'] ?? ''];
    const key = JSON.parse(row['key'] ?? '[]') as readonly { readonly name: string; readonly int: boolean }[];
    return {
      name: `${schema}.${table}`,
      source: `${quoteIdent(schema)}.${quoteIdent(table)}`,
      columns: JSON.parse(row['columns'] ?? '[]') as readonly string[],
      key: key.map(({ name, int }) => ({ name, kind: int ? 'int' : 'text' }) as const),
      pages: row['kind'] === 'r' ? Number(row['pages']) : null,
      estimatedRows: Math.max(0, Number(row['tuples'])),
    };
  });
}
