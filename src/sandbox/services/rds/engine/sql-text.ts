/** A name in SQL text. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text in SQL text; standard_conforming_strings may be off. */
export function sqlText(text: string): string {
  return ` E'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
