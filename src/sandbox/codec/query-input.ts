import type { NormalizedSchema } from '@smithy/core/schema';
import { scalarFromText } from './scalar-text.ts';

/** Dotted keys of a form body as a tree. */
interface Node {
  value?: string;
  readonly children: Map<string, Node>;
}

const DEEPEST = 30;

/** Reads an awsQuery form body (`Tags.member.1.Key=a`) by the input's schema; no SDK has this direction. */
export function readQueryInput(schema: NormalizedSchema, form: URLSearchParams): Record<string, unknown> {
  if (schema.isUnitSchema()) return {};
  return (read(schema, tree(form)) ?? {}) as Record<string, unknown>;
}

function tree(form: URLSearchParams): Node {
  const root: Node = { children: new Map() };
  for (const [key, value] of form) {
    let node = root;
    for (const part of key.split('.').slice(0, DEEPEST)) {
      const next = node.children.get(part) ?? { children: new Map<string, Node>() };
      node.children.set(part, next);
      node = next;
    }
    node.value = value;
  }
  return root;
}

function read(schema: NormalizedSchema, node: Node | undefined): unknown {
  if (!node) return undefined;
  if (schema.isListSchema()) return readList(schema, node);
  if (schema.isMapSchema()) return readMap(schema, node);
  if (!schema.isStructSchema()) return node.value === undefined ? undefined : scalarFromText(schema, node.value);
  const out: Record<string, unknown> = {};
  for (const [name, member] of schema.structIterator()) {
    const value = read(member, node.children.get(member.getMergedTraits().xmlName ?? name));
    if (value !== undefined) out[name] = value;
  }
  return out;
}

function readList(schema: NormalizedSchema, node: Node): unknown[] {
  const item = schema.getValueSchema();
  const items = schema.getMergedTraits().xmlFlattened === undefined ? node.children.get(item.getMergedTraits().xmlName ?? 'member') : node;
  return numbered(items).map((one) => read(item, one));
}

function readMap(schema: NormalizedSchema, node: Node): Record<string, unknown> {
  const keyName = schema.getKeySchema().getMergedTraits().xmlName ?? 'key';
  const valueName = schema.getValueSchema().getMergedTraits().xmlName ?? 'value';
  const entries = schema.getMergedTraits().xmlFlattened === undefined ? node.children.get('entry') : node;
  return Object.fromEntries(numbered(entries).map((one) => [one.children.get(keyName)?.value ?? '', read(schema.getValueSchema(), one.children.get(valueName))]));
}

function numbered(node: Node | undefined): Node[] {
  if (!node) return [];
  return [...node.children].filter(([name]) => /^\d+$/.test(name)).sort(([a], [b]) => Number(a) - Number(b)).map(([, child]) => child);
}
