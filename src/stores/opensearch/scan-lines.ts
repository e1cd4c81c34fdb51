/** Where a line and its document id lie in the bytes of a file. */
export interface DocumentLine {
  /** Counted from 1, blank lines included, as an editor shows it. */
  readonly line: number;
  readonly start: number;
  readonly end: number;
  /** The id as it stands in a JSON text, without its quotes. */
  readonly id: Buffer;
  readonly idStart: number;
  readonly idEnd: number;
}

export interface BadLine {
  readonly line: number;
  readonly why: string;
}

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const BRACE = 0x7b;
const BRACE_END = 0x7d;
const HEAD = Buffer.from('{"id":"');
const LONGEST_ID = 512;

/**
 * Finds the documents of a newline-delimited JSON file without parsing them: a line that begins with `{"id":"` and has a plain id is taken as
 * its bytes stand. Anything else goes through a real parser, and a line that is no document with an id is handed to `bad` with its number.
 */
export function scanLines(bytes: Buffer, found: (line: DocumentLine) => void, bad: (line: BadLine) => void): void {
  let line = 0;
  for (let start = 0; start < bytes.length;) {
    const newline = bytes.indexOf(LF, start);
    const next = newline === -1 ? bytes.length : newline + 1;
    let end = newline === -1 ? bytes.length : newline;
    if (end > start && bytes[end - 1] === CR) end -= 1;
    line += 1;
    const idEnd = plainIdEnd(bytes, start, end);
    if (idEnd > 0) found({ line, start, end, id: bytes, idStart: start + HEAD.length, idEnd });
    else if (end > start) slowly(bytes, { line, start, end }, found, bad);
    start = next;
  }
}

/** The end of the id, or 0 when the line is not of the plain form. */
function plainIdEnd(bytes: Buffer, start: number, end: number): number {
  const from = start + HEAD.length;
  if (end - start < HEAD.length + 3 || bytes[start] !== BRACE || bytes[end - 1] !== BRACE_END) return 0;
  for (let i = 1; i < HEAD.length; i += 1) if (bytes[start + i] !== HEAD[i]) return 0;
  const last = Math.min(end, from + LONGEST_ID + 1);
  for (let at = from; at < last; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) return at > from ? at : 0;
    if (byte === BACKSLASH || byte < 0x20) return 0;
  }
  return 0;
}

type Place = Pick<DocumentLine, 'line' | 'start' | 'end'>;

function slowly(bytes: Buffer, place: Place, found: (line: DocumentLine) => void, bad: (line: BadLine) => void): void {
  const text = bytes.toString('utf8', place.start, place.end);
  if (text.trim() === '') return;
  const id = idIn(text);
  if (typeof id !== 'string') return bad({ line: place.line, why: id.why });
  const quoted = Buffer.from(JSON.stringify(id));
  if (quoted.length - 2 > LONGEST_ID) return bad({ line: place.line, why: `its id is longer than ${LONGEST_ID} bytes` });
  found({ ...place, id: quoted, idStart: 1, idEnd: quoted.length - 1 });
}

function idIn(text: string): string | { readonly why: string } {
  try {
    const document = JSON.parse(text) as unknown;
    if (typeof document !== 'object' || document === null || Array.isArray(document)) return { why: 'it is no JSON object' };
    const { id } = document as { readonly id?: unknown };
    return typeof id === 'string' && id !== '' ? id : { why: 'the document has no id' };
  } catch (error) {
    return { why: `it is no JSON (${error instanceof Error ? error.message : String(error)})` };
  }
}
