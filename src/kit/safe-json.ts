// The only such characters that JSON itself writes are the line ends between its parts.
const INVISIBLE = /(?!\n)[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu;

/** JSON with the same meaning in which control and bidirectional characters of names stand as escapes, so that looking at the file steers no terminal. Two spaces, a newline at the end. */
export function safeJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2).replace(INVISIBLE, escaped)}\n`;
}

function escaped(char: string): string {
  return Array.from({ length: char.length }, (_, at) => `\\u${char.charCodeAt(at).toString(16).padStart(4, '0')}`).join('');
}
