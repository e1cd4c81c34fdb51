import { NormalizedSchema } from '@smithy/core/schema';

/** One operation of an SDK model. */
export interface SchemaOperation {
  readonly name: string;
  readonly namespace: string;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
  /** Method, URI pattern and success status of REST protocols. */
  readonly http: readonly [string, string, number] | null;
}

/** Members of an input that a caller must send. */
export interface Member {
  readonly name: string;
  readonly schema: NormalizedSchema;
  readonly traits: Readonly<Record<string, unknown>>;
}

/** Finds the operations among the exports of a client package: arrays `[9, namespace, name, traits, () => input, () => output]`. */
export function schemaOperations(clientModule: object): ReadonlyMap<string, SchemaOperation> {
  const found = new Map<string, SchemaOperation>();
  for (const value of Object.values(clientModule)) {
    if (!Array.isArray(value) || value[0] !== 9) continue;
    const [, namespace, name, traits, input, output] = value as [number, string, string, unknown, never, never];
    const http = typeof traits === 'object' && traits !== null && 'http' in traits ? (traits.http as [string, string, number]) : null;
    found.set(name, { name, namespace, input: NormalizedSchema.of(input), output: NormalizedSchema.of(output), http });
  }
  return found;
}

/** The members of a structure with their traits; empty for unit. */
export function membersOf(schema: NormalizedSchema): readonly Member[] {
  if (schema.isUnitSchema()) return [];
  return [...schema.structIterator()].map(([name, member]) => ({ name, schema: member, traits: member.getMergedTraits() as Readonly<Record<string, unknown>> }));
}

/** How many of a structure's first members are required (index 6 of the static schema). */
export function requiredCount(schema: NormalizedSchema): number {
  if (schema.isUnitSchema()) return 0;
  const raw: unknown = schema.getSchema();
  return Array.isArray(raw) && typeof raw[6] === 'number' ? raw[6] : 0;
}

/** A trait's value as text (`httpHeader`, `xmlName`); undefined when absent. */
export function textTrait(traits: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = traits[name];
  return typeof value === 'string' ? value : undefined;
}
