/** A key written twice in one object literal; the second silently wins at run time, which a guard must never do. */
export interface DuplicateKey {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

interface Token {
  readonly kind: 'word' | 'string' | 'punct' | 'other';
  readonly text: string;
  readonly at: number;
}

interface Frame {
  readonly kind: 'object' | 'array' | 'other';
  readonly keys: Set<string>;
  current: string;
  index: number;
}

/** Syntax check of the object literals of TypeScript or JavaScript source. Reports; never throws, whatever the text. */
export function findDuplicateKeys(source: string): readonly DuplicateKey[] {
  const found: DuplicateKey[] = [];
  const frames: Frame[] = [];
  const tokens = tokenize(source);
  tokens.forEach((token, i) => {
    const frame = frames.at(-1);
    const before = tokens[i - 1]?.text ?? '';
    if (frame?.kind === 'object' && token.kind !== 'punct' && ['{', ',', ';'].includes(before)) {
      const key = keyAt(token, tokens[i + 1]?.text ?? '');
      if (key !== null) {
        frame.current = key;
        if (frame.keys.has(key)) found.push({ path: pathOf(frames), ...position(source, token.at) });
        frame.keys.add(key);
      }
    }
    if (token.kind === 'punct') track(frames, token.text, { before, beforeKind: tokens[i - 1]?.kind });
  });
  return found;
}

function keyAt(token: Token, next: string): string | null {
  if (token.kind === 'other') return null;
  return next === ':' || next === ',' || next === '}' ? token.text : null;
}

function track(frames: Frame[], text: string, previous: { readonly before: string; readonly beforeKind: Token['kind'] | undefined }): void {
  const frame = frames.at(-1);
  if (text === '{') frames.push(newFrame(opensObject(previous) ? 'object' : 'other'));
  else if (text === '[') frames.push(newFrame('array'));
  else if (text === '(') frames.push(newFrame('other'));
  else if (text === '}' || text === ']' || text === ')') frames.pop();
  else if (text === ',' && frame?.kind === 'array') frame.index += 1;
}

function newFrame(kind: Frame['kind']): Frame {
  return { kind, keys: new Set(), current: '', index: 0 };
}

function opensObject({ before, beforeKind }: { readonly before: string; readonly beforeKind: Token['kind'] | undefined }): boolean {
  if (beforeKind === 'word') return before === 'return' || before === 'default';
  return ['(', ',', '=', ':', '[', '?', '&', '|'].includes(before);
}

function pathOf(frames: readonly Frame[]): string {
  const text = frames.map((frame) => (frame.kind === 'array' ? `[${frame.index}]` : frame.kind === 'object' ? `.${frame.current}` : '')).join('');
  return text.replace(/^\./, '');
}

function position(source: string, at: number): { readonly line: number; readonly column: number } {
  const before = source.slice(0, at);
  return { line: before.split('\n').length, column: at - before.lastIndexOf('\n') };
}

/** Words, strings and punctuation; comments, regular expressions, templates and numbers are stepped over or marked `other`. */
function tokenize(source: string): readonly Token[] {
  const tokens: Token[] = [];
  const pattern = /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'|`(?:[^`\\]|\\[\s\S])*`|[\p{ID_Start}$_][\p{ID_Continue}$]*|\d[\w.]*|=>|\/(?![/*])|[^\s]/gu;
  const slash = /\/(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/uy;
  for (let match = pattern.exec(source); match !== null; match = pattern.exec(source)) {
    const [text] = match;
    if (text.startsWith('//') || text.startsWith('/*')) continue;
    if (text === '/' && startsRegex(tokens.at(-1))) {
      slash.lastIndex = match.index;
      if (slash.test(source)) {
        pattern.lastIndex = slash.lastIndex;
        tokens.push({ kind: 'other', text: '/regex/', at: match.index });
        continue;
      }
    }
    tokens.push(token(text, match.index));
  }
  return tokens;
}

function startsRegex(previous: Token | undefined): boolean {
  return previous === undefined || (previous.kind === 'punct' && ![')', ']', '}'].includes(previous.text));
}

function token(text: string, at: number): Token {
  if (/^["']/.test(text) && text.length > 1) return { kind: 'string', text: unquoted(text), at };
  if (/^[\p{ID_Start}$_]/u.test(text)) return { kind: 'word', text, at };
  if (/^\d/.test(text)) return { kind: 'word', text, at };
  return { kind: text.startsWith('`') ? 'other' : 'punct', text, at };
}

/** The characters of a string literal; `\u{..}`, `\uXXXX`, `\xXX` and escapes of one character are enough for keys. */
function unquoted(text: string): string {
  return text.slice(1, -1).replace(/\\(u\{[\da-fA-F]{1,6}\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|[\s\S])/g, (_, escape: string) => {
    if (escape.length === 1) return escape;
    const code = Number.parseInt(escape.replace(/[ux{}]/g, ''), 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : escape;
  });
}
