/** A name of SQL, quoted whatever it holds. */
export function quoteIdent(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

const TO_COPY: Readonly<Record<string, string>> = { '\\': '\\\\', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\v': '\\v' };
const FROM_COPY: Readonly<Record<string, string>> = Object.fromEntries(Object.entries(TO_COPY).map(([plain, text]) => [text, plain]));

/** A value as COPY's text format writes it (https://www.postgresql.org/docs/18/sql-copy.html). */
export function columnText(value: string): string {
  return value.replaceAll(/[\\\b\f\n\r\t\v]/g, (c) => TO_COPY[c] ?? c);
}

/** The value behind COPY's text of it. */
export function plainText(copied: string): string {
  return copied.includes('\\') ? copied.replaceAll(/\\./g, (two) => FROM_COPY[two] ?? two.slice(1)) : copied;
}

/** A string constant, whatever standard_conforming_strings says. */
export function quoteLiteral(text: string): string {
  return `${text.includes('\\') ? ' E' : ''}'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
