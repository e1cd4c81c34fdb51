import type { ProbeReading } from '#contract/modules';
import { durationSeconds, humanDuration } from '#kit/durations';
import { microsOf } from '#kit/time';
import type { Database } from '#stores/rds/database';

export interface DataExpectation {
  readonly tables: readonly string[];
  readonly newest: { readonly column: string; readonly within: string; readonly until: string | null } | null;
}

/** What was found, and whether the newest row was too old among it. */
export interface DataReading extends ProbeReading {
  readonly data: { readonly counts: Readonly<Record<string, number | null>>; readonly indexesChecked: number | null; readonly stale: boolean };
}

/** The findings of a release check of a database; everything that could be looked at is told, not only the first that is wrong. */
export async function lookAtData(database: Database, expected: DataExpectation): Promise<DataReading> {
  const counts = await countRows(database, expected.tables);
  const missing = counts.filter(({ rows }) => rows === null).map(({ table }) => `${table} is missing`);
  const empty = counts.filter(({ rows }) => rows === 0).map(({ table }) => `${table} is empty`);
  const stale = missing.length === 0 && expected.newest !== null ? await staleness(database, expected.newest) : [];
  const unasked = expected.newest !== null && expected.newest.until === null ? `nobody said up to which moment the restored point holds everything, so how old the newest ${expected.newest.column} is says nothing` : null;
  const invalid = [...(await invalidConstraints(database)), ...(await invalidIndexes(database))];
  const indexes = await checkIndexes(database);
  const wrong = [...missing, ...empty, ...stale, ...invalid, ...indexes.wrong];
  const detail = counts.map(({ table, rows }) => `${table}: ${rows ?? 'missing'}`).join(', ');
  const data = { counts: Object.fromEntries(counts.map(({ table, rows }) => [table, rows])), indexesChecked: indexes.checked, stale: stale.length > 0 };
  if (wrong.length > 0) return { result: 'fail', detail: `${wrong.join('; ')} (rows: ${detail})`, data };
  if (unasked !== null) return { result: 'unknown', detail: `${unasked} (rows: ${detail})`, data };
  return { result: 'pass', detail: `rows: ${detail}; constraints and indexes valid${indexes.checked === null ? '; amcheck is not installed, so indexes were not read' : `; ${indexes.checked} indexes read through`}`, data };
}

/** Table names come from a schema that allows plain identifiers only. */
async function countRows(database: Database, tables: readonly string[]): Promise<readonly { readonly table: string; readonly rows: number | null }[]> {
  const counts: { table: string; rows: number | null }[] = [];
  for (const table of tables) {
    const [there] = await database.query('select to_regclass($1) is not null as there', [table]);
    const [row] = there?.['there'] === 't' ? await database.query(`select count(*) as rows from ${table}`) : [];
    counts.push({ table, rows: row === undefined ? null : Number(row['rows']) });
  }
  return counts;
}

async function staleness(database: Database, { column, within, until }: NonNullable<DataExpectation['newest']>): Promise<readonly string[]> {
  const at = column.lastIndexOf('.');
  const [row] = await database.query(`select (extract(epoch from max(${column.slice(at + 1)})) * 1000000)::bigint as newest from ${column.slice(0, at)}`);
  const newest = row?.['newest'] ?? null;
  if (newest === null) return [`${column} holds no time at all`];
  if (until === null) return [];
  const ageSeconds = (microsOf(until) - Number(newest)) / 1e6;
  return ageSeconds > durationSeconds(within) ? [`the newest ${column} is ${humanDuration(ageSeconds)} older than what the point claims to hold; at most ${humanDuration(durationSeconds(within))} is normal`] : [];
}

async function invalidConstraints(database: Database): Promise<readonly string[]> {
  const rows = await database.query("select conname, conrelid::regclass::text as of_table from pg_constraint where not convalidated and conrelid <> 0");
  return rows.map(({ conname, of_table: table }) => `constraint ${conname} of ${table} is not validated`);
}

async function invalidIndexes(database: Database): Promise<readonly string[]> {
  const rows = await database.query('select indexrelid::regclass::text as name from pg_index where not (indisvalid and indisready)');
  return rows.map(({ name }) => `index ${name} is invalid`);
}

/** Reads every B-tree of users through, where amcheck is installed and allowed: damage that no count shows. */
async function checkIndexes(database: Database): Promise<{ readonly checked: number | null; readonly wrong: readonly string[] }> {
  const [can] = await database.query("select exists (select 1 from pg_extension where extname = 'amcheck') and to_regprocedure('bt_index_check(regclass)') is not null and has_function_privilege(to_regprocedure('bt_index_check(regclass)'), 'execute') as can");
  if (can?.['can'] !== 't') return { checked: null, wrong: [] };
  const indexes = await database.query("select c.oid::regclass::text as name from pg_class c join pg_am a on a.oid = c.relam join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'i' and a.amname = 'btree' and c.relpersistence = 'p' and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_toast' order by 1");
  const wrong: string[] = [];
  for (const { name } of indexes) {
    try {
      await database.query('select bt_index_check($1::regclass)', [name ?? null]);
    } catch (error) {
      wrong.push(`index ${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { checked: indexes.length, wrong };
}
