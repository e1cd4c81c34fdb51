/**
 * Text of strangers (object keys, error messages, notes) made safe for a terminal: control characters, escape sequences and
 * characters that turn the reading direction become visible marks, so that nothing can move the cursor or hide a line.
 */
export function plainText(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, (char) => {
    if (char === '\n' || char === '\t') return ' ';
    const code = char.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16)}}`;
  });
}

/** Cut to a number of columns with an ellipsis. Wide characters count two, combining ones none. */
export function cutTo(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let out = '';
  let width = 0;
  for (const char of text) {
    const next = widthOf(char);
    if (width + next > columns - 1) break;
    out += char;
    width += next;
  }
  return `${out}…`;
}

/** Columns a text takes on a terminal. Close enough for names: East Asian wide and emoji count two. */
export function widthOf(text: string): number {
  let width = 0;
  for (const char of text) {
    if (/\p{Mn}|\p{Me}|\p{Cf}/u.test(char)) continue;
    width += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u.test(char) ? 2 : 1;
  }
  return width;
}
