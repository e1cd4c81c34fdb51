import { hash } from 'node:crypto';
import type { Database } from './database.ts';
import { columnText, plainText, quoteIdent, quoteLiteral } from './sql-text.ts';
import type { UserTable } from './user-tables.ts';

/**
 * The one form in which a row is digested, wherever it is: SHA-256 (hex) of the bytes that `COPY (SELECT <all columns in table order>) TO STDOUT`
 * gives for it in text format, without the line end, on a connection that `openPostgres` made (its settings fix how values are written).
 */
export function rowDigest(copyLine: Buffer): string {
  return hash('sha256', copyLine, 'hex');
}

/**
 * What a row is called in manifests, write ledgers and reports: `portal.users/17`. Several key columns are separated by slashes; the values are
 * as COPY writes them (a tab is `\t`), and a slash inside one is `\/`, so two rows never share a name.
 */
export function rowName(table: string, key: readonly string[]): string {
  return `${withSlashes(columnText(table))}/${key.map(withSlashes).join('/')}`;
}

/** The table and the key (COPY text of each column) of a row's name; null for what is no name of a row. */
export function parseRowName(name: string): { readonly table: string; readonly key: readonly string[] } | null {
  // a backslash and the character after it belong together, so only a slash outside such a pair separates
  const [table, ...key] = name.replaceAll(PAIR_OR_SLASH, (found) => (found === '/' ? '\0' : found === '\\/' ? '/' : found)).split('\0');
  return table === undefined || key.length === 0 ? null : { table: plainText(table), key };
}

const PAIR_OR_SLASH = /\\.|\//gsu;

/** The digest of one row as it is now, by the values of its primary key; null when there is no such row. For the platform's write ledger. */
export async function digestOfRow(database: Database, table: UserTable, key: readonly string[]): Promise<{ readonly sha256: string; readonly sizeBytes: number } | null> {
  const where = table.key.map((column, i) => `${quoteIdent(column.name)}::text = ${quoteLiteral(plainText(key[i] ?? ''))}`).join(' and ');
  let found: { sha256: string; sizeBytes: number } | null = null;
  await database.copyEach(`copy (${selectRows(table)} where ${where}) to stdout`, ({ bytes, starts, ends, count }) => {
    if (count === 0) return;
    const line = bytes.subarray(starts[0], (ends[0] ?? 1) - 1);
    found = { sha256: rowDigest(line), sizeBytes: line.length };
  });
  return found;
}

/** `select` of all columns of a table in their order: what a digest is made of. */
export function selectRows(table: UserTable): string {
  return `select ${table.columns.map(quoteIdent).join(', ')} from ${table.source}`;
}

function withSlashes(part: string): string {
  return part.replaceAll('/', '\\/');
}
