const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu;

/** Control, bidirectional, zero-width and lone surrogate characters made visible as `\u{202e}`, so that a name from outside cannot hide, reorder or steer text. */
export function visible(text: string): string {
  return text.replace(/\\(?=u\{)/g, '\\\\').replace(INVISIBLE, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
}
