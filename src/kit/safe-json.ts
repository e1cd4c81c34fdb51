const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu;

/** JSON with the same meaning in which control and bidirectional characters of names stand as escapes, so that looking at the file steers no terminal. Two spaces, a newline at the end. */
export function safeJson(value: unknown): string {
  // The only such characters that JSON itself writes are the line ends between its parts.
  return `${JSON.stringify(value, null, 2).replace(INVISIBLE, (char) => (char === '\n' ? char : escaped(char)))}\n`;
}

function escaped(char: string): string {
  return Array.from({ length: char.length }, (_, at) => `\\u${char.charCodeAt(at).toString(16).padStart(4, '0')}`).join('');
}
