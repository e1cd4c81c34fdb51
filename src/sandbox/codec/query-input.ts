import type { NormalizedSchema } from '@smithy/core/schema';
import { scalarFromText } from './scalar-text.ts';

/** Dotted keys of a form body as a tree. */
interface Node {
  value?: string;
  readonly children: Map<string, Node>;
}

const DEEPEST = 30;

/** How a protocol names members and lists in a form. */
interface FormStyle {
  keyOf(name: string, schema: NormalizedSchema): string;
  /** The node whose numbered children are the list's items. */
  itemsOf(node: Node, schema: NormalizedSchema): Node | undefined;
}

/** Reads an awsQuery form body (`Tags.member.1.Key=a`) by the input's schema; no SDK has this direction. */
export function readQueryInput(schema: NormalizedSchema, form: URLSearchParams): Record<string, unknown> {
  return readForm(schema, form, AWS_QUERY);
}

/** Reads an ec2Query form body (`TagSpecification.1.Tag.2.Key=a`): lists are flat, keys begin with a capital, `ec2QueryName` wins over `xmlName`. */
export function readEc2Input(schema: NormalizedSchema, form: URLSearchParams): Record<string, unknown> {
  return readForm(schema, form, EC2_QUERY);
}

const AWS_QUERY: FormStyle = {
  keyOf: (name, schema) => schema.getMergedTraits().xmlName ?? name,
  itemsOf: (node, schema) => (schema.getMergedTraits().xmlFlattened === undefined ? node.children.get(schema.getValueSchema().getMergedTraits().xmlName ?? 'member') : node),
};

const EC2_QUERY: FormStyle = {
  keyOf: (name, schema) => {
    const { ec2QueryName, xmlName } = schema.getMergedTraits() as { readonly ec2QueryName?: string; readonly xmlName?: string };
    const key = xmlName ?? name;
    return ec2QueryName ?? key.charAt(0).toUpperCase() + key.slice(1);
  },
  itemsOf: (node) => node,
};

function readForm(schema: NormalizedSchema, form: URLSearchParams, style: FormStyle): Record<string, unknown> {
  if (schema.isUnitSchema()) return {};
  return (read(schema, tree(form), style) ?? {}) as Record<string, unknown>;
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

function read(schema: NormalizedSchema, node: Node | undefined, style: FormStyle): unknown {
  if (!node) return undefined;
  if (schema.isListSchema()) return numbered(style.itemsOf(node, schema)).map((one) => read(schema.getValueSchema(), one, style));
  if (schema.isMapSchema()) return readMap(schema, node, style);
  if (!schema.isStructSchema()) return node.value === undefined ? undefined : scalarFromText(schema, node.value);
  const out: Record<string, unknown> = {};
  for (const [name, member] of schema.structIterator()) {
    const value = read(member, node.children.get(style.keyOf(name, member)), style);
    if (value !== undefined) out[name] = value;
  }
  return out;
}

function readMap(schema: NormalizedSchema, node: Node, style: FormStyle): Record<string, unknown> {
  const keyName = schema.getKeySchema().getMergedTraits().xmlName ?? 'key';
  const valueName = schema.getValueSchema().getMergedTraits().xmlName ?? 'value';
  const entries = schema.getMergedTraits().xmlFlattened === undefined ? node.children.get('entry') : node;
  return Object.fromEntries(numbered(entries).map((one) => [one.children.get(keyName)?.value ?? '', read(schema.getValueSchema(), one.children.get(valueName), style)]));
}

function numbered(node: Node | undefined): Node[] {
  if (!node) return [];
  return [...node.children].filter(([name]) => /^\d+$/.test(name)).sort(([a], [b]) => Number(a) - Number(b)).map(([, child]) => child);
}
