/** Mapping, settings or template of an index in one comparable form: OpenSearch gives settings back nested or flat, and every value as text. */
export function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = value as Readonly<Record<string, unknown>>;
  return `{${Object.keys(fields).sort().map((name) => `${JSON.stringify(name)}:${canonicalText(fields[name])}`).join(',')}}`;
}

/** Settings as `index.number_of_replicas=1`, sorted; names without the prefix get it. */
export function settingLines(settings: Readonly<Record<string, unknown>>): readonly string[] {
  return flat(settings, '').map(([name, value]) => `${name.startsWith('index.') ? name : `index.${name}`}=${value}`).sort();
}

function flat(value: Readonly<Record<string, unknown>>, prefix: string): readonly (readonly [string, string])[] {
  return Object.entries(value).flatMap(([name, inner]) => (typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? flat(inner as Readonly<Record<string, unknown>>, `${prefix}${name}.`) : [[`${prefix}${name}`, Array.isArray(inner) ? JSON.stringify(inner.map(String)) : String(inner)] as const]));
}

/** A mapping with what it means when it is not said: booleans and texts mean the same. */
export function mappingText(mappings: Readonly<Record<string, unknown>>): string {
  const { dynamic = 'true', ...rest } = mappings;
  return canonicalText({ ...rest, dynamic: String(dynamic) });
}

interface Template {
  readonly index_patterns?: readonly string[];
  readonly priority?: number;
  readonly template?: { readonly settings?: Readonly<Record<string, unknown>>; readonly mappings?: Readonly<Record<string, unknown>> };
}

/** What a template does, as one line. */
export function templateText(template: unknown): string {
  const { index_patterns: patterns = [], priority = 0, template: inner } = (template ?? {}) as Template;
  return canonicalText({ patterns: [...patterns].sort(), priority, settings: settingLines(inner?.settings ?? {}), mappings: mappingText(inner?.mappings ?? {}) });
}
