/** One element: its children in order and its own text. */
export interface XmlElement {
  readonly name: string;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

interface Open { readonly name: string; readonly children: XmlElement[]; text: string }

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const NAME = /^[A-Za-z_][\w.:-]*/;

/**
 * Strict parser for the XML that S3 sends: elements, attributes (ignored), text, entities, CDATA, comments, declaration.
 * Throws SyntaxError on anything unbalanced, truncated or unknown (a DOCTYPE too): a damaged page is never half-read.
 */
export function parseXml(text: string): XmlElement {
  const stack: Open[] = [];
  let root: XmlElement | null = null;
  let at = 0;
  while (at < text.length) {
    if (text.charCodeAt(at) !== 60) {
      const next = text.indexOf('<', at);
      const end = next === -1 ? text.length : next;
      addText(stack.at(-1), decodeEntities(text.slice(at, end)), at);
      at = end;
    } else if (text.startsWith('<?', at)) {
      at = after(text, '?>', at);
    } else if (text.startsWith('<!--', at)) {
      at = after(text, '-->', at + 4);
    } else if (text.startsWith('<![CDATA[', at)) {
      const end = after(text, ']]>', at);
      addText(stack.at(-1), text.slice(at + 9, end - 3), at);
      at = end;
    } else if (text.startsWith('</', at)) {
      const end = after(text, '>', at);
      const done = stack.pop();
      if (done === undefined || done.name !== text.slice(at + 2, end - 1).trimEnd()) throw new SyntaxError(`unexpected ${text.slice(at, end)} at ${at}`);
      root = close(done, stack, root);
      at = end;
    } else {
      const end = tagEnd(text, at);
      const empty = text.charCodeAt(end - 2) === 47;
      const name = NAME.exec(text.slice(at + 1, end - 1))?.[0];
      if (name === undefined || (stack.length === 0 && root !== null)) throw new SyntaxError(`unexpected ${text.slice(at, at + 40)} at ${at}`);
      const element: Open = { name, children: [], text: '' };
      if (empty) root = close(element, stack, root);
      else stack.push(element);
      at = end;
    }
  }
  if (root === null || stack.length > 0) throw new SyntaxError(stack.length > 0 ? `ends inside <${stack.at(-1)?.name}>` : 'no element');
  return root;
}

/** Text of the first child of that name, or null. */
export function childText(element: XmlElement, name: string): string | null {
  return element.children.find((child) => child.name === name)?.text ?? null;
}

function close(element: Open, stack: readonly Open[], root: XmlElement | null): XmlElement | null {
  const parent = stack.at(-1);
  if (parent === undefined) return element;
  parent.children.push(element);
  return root;
}

function addText(element: Open | undefined, text: string, at: number): void {
  if (element !== undefined) element.text += text;
  else if (text.trim() !== '' && text !== '\uFEFF') throw new SyntaxError(`text outside of the root element at ${at}`);
}

function after(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  if (found === -1) throw new SyntaxError(`no ${mark} after ${from}`);
  return found + mark.length;
}

/** Position after the `>` of a start tag; a `>` inside a quoted attribute does not count. */
function tagEnd(text: string, from: number): number {
  let quote = 0;
  for (let at = from + 1; at < text.length; at += 1) {
    const c = text.charCodeAt(at);
    if (quote !== 0) { if (c === quote) quote = 0; }
    else if (c === 34 || c === 39) quote = c;
    else if (c === 62) return at + 1;
    else if (c === 60) break;
  }
  throw new SyntaxError(`start tag at ${from} does not end`);
}

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replaceAll(/&([^;&\s]{0,10})(;?)/g, (whole, name: string, end: string) => {
    const known = name.startsWith('#') ? codePoint(name.slice(1)) : ENTITIES[name];
    if (known === undefined || end === '') throw new SyntaxError(`unknown entity ${whole}`);
    return known;
  });
}

function codePoint(digits: string): string | undefined {
  const value = /^x[\da-f]+$/i.test(digits) ? Number.parseInt(digits.slice(1), 16) : /^\d+$/.test(digits) ? Number(digits) : Number.NaN;
  return value <= 0x10_FF_FF ? String.fromCodePoint(value) : undefined;
}

/** Escapes text for an element; characters that XML 1.0 cannot carry are the caller's concern (`fitsXml`). */
export function escapeXml(text: string): string {
  return text.replaceAll(/[&<>"'\r\n\t]/g, (c) => `&#${c.charCodeAt(0)};`);
}

/** Whether XML 1.0 can carry the text at all: control characters and U+FFFE/U+FFFF are not allowed even as references. */
export function fitsXml(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- the control characters are what is looked for
  return !/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/.test(text);
}
