import type { KeyColumn } from './user-tables.ts';
import { plainText, quoteIdent } from './sql-text.ts';

/** `order by` of a primary key, in the order of `sortKey`. Whole numbers use the key's own index; text is compared byte by byte, whatever the collation. */
export function orderBy(key: readonly KeyColumn[]): string {
  return key.map(({ name, kind }) => (kind === 'int' ? quoteIdent(name) : `${quoteIdent(name)}::text collate "C"`)).join(', ');
}

/** A text whose UTF-8 order is that of `orderBy`, from the COPY text of the key's columns: two sorted streams of rows can then be merged. */
export function sortKey(key: readonly Pick<KeyColumn, 'kind'>[], values: readonly string[]): string {
  if (key.length === 1 && key[0]?.kind === 'int') return intOrder(values[0] ?? '');
  // NUL never occurs in PostgreSQL's text and sorts before everything
  return key.map(({ kind }, i) => (kind === 'int' ? intOrder(values[i] ?? '') : plainText(values[i] ?? ''))).join('\0');
}

const MIDDLE = 0x60;

/** Longer numbers are larger: the first character says how long; digits of negative ones are turned round. */
function intOrder(text: string): string {
  if (!text.startsWith('-')) return String.fromCharCode(MIDDLE + text.length) + text;
  const digits = text.slice(1);
  return String.fromCharCode(MIDDLE - digits.length) + digits.replaceAll(/\d/g, (d) => String(9 - Number(d)));
}
