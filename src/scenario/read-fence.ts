import { isMap, isScalar, LineCounter, parseDocument, visit, type Document } from 'yaml';

/** What a `step` fence says, before its keys are checked, or the first thing wrong with it. Positions count within the fence. */
export type FenceReading =
  | { readonly ok: true; readonly value: Readonly<Record<string, unknown>>; position(path: readonly string[]): FencePosition }
  | { readonly ok: false; readonly at: FencePosition; readonly text: string };

export interface FencePosition {
  /** 1 is the first line of the fence's content. */
  readonly line: number;
  readonly column: number;
}

/** YAML 1.2 with unique keys and without anchors, aliases, merges, tags or numbers that begin with a zero. Never throws. */
export function readFence(text: string): FenceReading {
  const lines = new LineCounter();
  const at = (offset: number): FencePosition => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const document = parseDocument(text, { version: '1.2', uniqueKeys: true, merge: false, lineCounter: lines, prettyErrors: false, logLevel: 'silent' });
  const [first] = document.errors;
  if (first) return { ok: false, at: at(first.pos[0]), text: first.code === 'DUPLICATE_KEY' ? 'a key is given twice' : `is not YAML: ${first.message}` };
  const odd = oddity(document);
  if (odd) return { ok: false, at: at(odd.offset), text: odd.text };
  if (!isMap(document.contents)) return { ok: false, at: at(0), text: 'must be a list of "key: value" lines that begins with "uses:"' };
  return {
    ok: true,
    value: document.toJS({ maxAliasCount: 0 }) as Readonly<Record<string, unknown>>,
    position: (path) => {
      const node: unknown = document.getIn(path, true);
      const range = typeof node === 'object' && node !== null && 'range' in node ? (node.range as readonly number[] | null) : null;
      return at(range?.[0] ?? 0);
    },
  };
}

/** What YAML allows and a runbook does not, because a reader would not see what it means. */
function oddity(document: Document.Parsed): { readonly offset: number; readonly text: string } | null {
  let found: { readonly offset: number; readonly text: string } | null = null;
  const report = (node: { readonly range?: readonly number[] | null }, text: string): symbol => {
    found = { offset: node.range?.[0] ?? 0, text };
    return visit.BREAK;
  };
  visit(document, {
    Alias: (_, node) => report(node, `aliases (*${node.source}) are not allowed; write the value out`),
    Pair: (_, pair) => {
      if (!isScalar(pair.key)) return undefined;
      if (typeof pair.key.value !== 'string') return report(pair.key, `key ${String(pair.key.source ?? pair.key.value)} must be a text; put it in quotes`);
      return pair.key.value === '<<' || pair.key.value === '__proto__' ? report(pair.key, `key ${pair.key.value} is not allowed`) : undefined;
    },
    Node: (_, node) => {
      if ('anchor' in node && node.anchor) return report(node, `anchors (&${node.anchor}) are not allowed; write the value out`);
      if (node.tag) return report(node, `tags (${node.tag}) are not allowed`);
      if (isScalar(node) && typeof node.value === 'number' && /^[+-]?0\d/.test(node.source ?? '')) return report(node, `${node.source} begins with a zero; put ids in quotes, because a number loses leading zeros`);
      return undefined;
    },
  });
  return found;
}
