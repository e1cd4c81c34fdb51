import { hash } from 'node:crypto';
import type { Database } from './database.ts';
import { selectRows } from './row-digest.ts';
import { orderBy, sortKey } from './sort-key.ts';
import { quoteIdent } from './sql-text.ts';
import type { UserTable } from './user-tables.ts';

/** One row of a table: `key` is for order (`sortKey`), `values` are the COPY texts of the primary key. */
export interface DigestedRow {
  readonly key: string;
  readonly values: readonly string[];
  readonly sha256: string;
  readonly sizeBytes: number;
}

/**
 * The digests of all rows of a table with a primary key, in key order, a page per chunk of the socket. The key's columns come first in each line
 * and are cut off before the rest is hashed: one statement, and no parsing of what is digested.
 * `limit`: only so many of the first.
 */
export async function* sortedRows(database: Database, table: UserTable, limit: number | null = null): AsyncGenerator<readonly DigestedRow[]> {
  const sql = `copy (${selectRows(table).replace('select ', `select ${table.key.map(({ name }) => quoteIdent(name)).join(', ')}, `)} order by ${orderBy(table.key)}${limit === null ? '' : ` limit ${limit}`}) to stdout`;
  for await (const { bytes, starts, ends, count } of database.copyRows(sql)) {
    const page: DigestedRow[] = [];
    for (let i = 0; i < count; i += 1) page.push(digested(table, bytes, starts[i] ?? 0, (ends[i] ?? 1) - 1));
    yield page;
  }
}

const TAB = 0x09;

/** COPY writes a tab inside a value as `\t`, so a tab byte is always the end of a column. */
function digested({ key, columns }: UserTable, bytes: Buffer, start: number, end: number): DigestedRow {
  const values: string[] = [];
  let at = start;
  for (const _ of key) {
    const tab = bytes.indexOf(TAB, at);
    values.push(bytes.toString('utf8', at, tab));
    at = tab + 1;
  }
  const line = bytes.subarray(columns.length === 0 ? end : at, end);
  return { key: sortKey(key, values), values, sha256: hash('sha256', line, 'hex'), sizeBytes: line.length };
}
