import { z } from 'zod';

/** The schemas that can stand at a path of a schema: more than one below a union, none for an unknown path. */
export function schemasAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly z.core.$ZodType[] {
  let level = alternatives(schema);
  for (const key of path) level = level.flatMap((one) => child(one, key)).flatMap(alternatives);
  return level;
}

/** The keys an object may have at a path of a schema; empty where no object is expected. */
export function knownKeys(schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] {
  const keys = schemasAt(schema, path).flatMap((one) => (one instanceof z.ZodObject ? Object.keys(one.shape) : []));
  return [...new Set(keys)];
}

/** Does the schema let null stand there? Tells `--set people.operator=null` from the four letters. */
export function allowsNull(schema: z.core.$ZodType, path: readonly PropertyKey[]): boolean {
  return schemasAt(schema, path).some((one) => one instanceof z.ZodNullable) || z.core.safeParse(wrappedAt(schema, path), null).success;
}

function wrappedAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): z.core.$ZodType {
  const parent = schemasAt(schema, path.slice(0, -1));
  const last = path.at(-1);
  const found = last === undefined ? [schema] : parent.flatMap((one) => child(one, last));
  return found[0] ?? z.never();
}

function alternatives(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodNullable || schema instanceof z.ZodOptional) return alternatives(schema.def.innerType);
  // What a person writes is what goes into a pipe, not what a transform makes of it.
  if (schema instanceof z.ZodPipe) return alternatives(schema.def.in);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(alternatives);
  return [schema];
}

function child(schema: z.core.$ZodType, key: PropertyKey): readonly z.core.$ZodType[] {
  if (schema instanceof z.ZodObject) {
    const found: unknown = Object.hasOwn(schema.shape, key) ? schema.shape[String(key)] : undefined;
    return found ? [found as z.core.$ZodType] : [];
  }
  if (schema instanceof z.ZodArray) return [schema.element];
  if (schema instanceof z.ZodRecord) return [schema.valueType];
  return [];
}
