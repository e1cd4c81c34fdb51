import type { NormalizedSchema } from '@smithy/core/schema';
import { scalarToText } from './scalar-text.ts';
import { membersOf, textTrait, type Member } from './schema-operations.ts';

/** How one structure is written: worked out once per shape, since a listing writes the same shape a thousand times. */
interface StructPlan {
  readonly attributes: readonly Member[];
  readonly elements: readonly { readonly name: string; readonly tag: string; readonly schema: NormalizedSchema; readonly write: Writer }[];
  readonly namespace: string;
}

type Writer = (value: unknown, tag: string) => string;

/** Writes values as XML by their schema: xmlName, xmlFlattened, xmlAttribute, xmlNamespace; plain string building. */
export class XmlWriter {
  private readonly plans = new Map<unknown, StructPlan>();

  /** A whole structure as an element; `extra` is put into the start tag (the root's xmlns). */
  element(tag: string, schema: NormalizedSchema, value: object, extra = ''): string {
    return this.struct(this.plan(schema), value as Record<string, unknown>, tag, extra);
  }

  private plan(schema: NormalizedSchema): StructPlan {
    const key = schema.getSchema();
    const found = this.plans.get(key);
    if (found) return found;
    const inBody = membersOf(schema).filter(({ traits }) => traits['httpHeader'] === undefined && traits['httpPrefixHeaders'] === undefined && traits['httpResponseCode'] === undefined);
    const plan: StructPlan = {
      attributes: inBody.filter(({ traits }) => traits['xmlAttribute'] !== undefined),
      elements: inBody.filter(({ traits }) => traits['xmlAttribute'] === undefined).map(({ name, schema, traits }) => ({ name, tag: textTrait(traits, 'xmlName') ?? name, schema, write: this.writer(schema) })),
      namespace: namespaceOf(schema),
    };
    this.plans.set(key, plan);
    return plan;
  }

  private struct(plan: StructPlan, value: Readonly<Record<string, unknown>>, tag: string, extra: string): string {
    let attributes = extra + plan.namespace;
    for (const { name, schema, traits } of plan.attributes) {
      if (value[name] !== undefined) attributes += ` ${textTrait(traits, 'xmlName') ?? name}="${escapeXml(scalarToText(schema, value[name], 'date-time'))}"`;
    }
    let inner = '';
    for (const element of plan.elements) {
      const one = value[element.name];
      if (one !== undefined && one !== null) inner += element.write(one, element.tag);
    }
    return `<${tag}${attributes}>${inner}</${tag}>`;
  }

  private writer(schema: NormalizedSchema): Writer {
    if (schema.isListSchema()) return this.listWriter(schema);
    if (schema.isMapSchema()) return this.mapWriter(schema);
    if (schema.isStructSchema()) {
      let plan: StructPlan | null = null;
      return (value, tag) => this.struct((plan ??= this.plan(schema)), value as Record<string, unknown>, tag, '');
    }
    return (value, tag) => `<${tag}>${escapeXml(scalarToText(schema, value, 'date-time'))}</${tag}>`;
  }

  private listWriter(schema: NormalizedSchema): Writer {
    const item = schema.getValueSchema();
    const write = this.writer(item);
    const flat = schema.getMergedTraits().xmlFlattened !== undefined;
    const itemTag = item.getMergedTraits().xmlName ?? 'member';
    return (value, tag) => {
      let inner = '';
      for (const one of value as Iterable<unknown>) if (one !== undefined && one !== null) inner += write(one, flat ? tag : itemTag);
      return flat ? inner : `<${tag}>${inner}</${tag}>`;
    };
  }

  private mapWriter(schema: NormalizedSchema): Writer {
    const item = schema.getValueSchema();
    const write = this.writer(item);
    const flat = schema.getMergedTraits().xmlFlattened !== undefined;
    const keyTag = schema.getKeySchema().getMergedTraits().xmlName ?? 'key';
    const valueTag = item.getMergedTraits().xmlName ?? 'value';
    return (value, tag) => {
      let inner = '';
      for (const [key, one] of Object.entries(value as Record<string, unknown>)) {
        const entry = flat ? tag : 'entry';
        inner += `<${entry}><${keyTag}>${escapeXml(key)}</${keyTag}>${write(one, valueTag)}</${entry}>`;
      }
      return flat ? inner : `<${tag}>${inner}</${tag}>`;
    };
  }
}

/** Text for element content or an attribute; characters that XML cannot hold literally become references, as S3 writes them. */
export function escapeXml(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return /[&<>"\u0000-\u0008\u000b-\u001f]/.test(text) ? text.replace(/[&<>"\u0000-\u0008\u000b-\u001f]/g, reference) : text;
}

function reference(character: string): string {
  switch (character) {
    case '&': return '&amp;';
    case '<': return '&lt;';
    case '>': return '&gt;';
    case '"': return '&quot;';
    default: return `&#x${character.charCodeAt(0).toString(16)};`;
  }
}

function namespaceOf(schema: NormalizedSchema): string {
  const trait = schema.getMergedTraits().xmlNamespace as readonly [string | undefined, string] | undefined;
  if (!trait) return '';
  const [prefix, uri] = trait;
  return prefix ? ` xmlns:${prefix}="${uri}"` : ` xmlns="${uri}"`;
}
