import { isDate } from '#kit/dates';
import { backupErrors } from './errors.ts';
import type { Tags } from './model.ts';

export type Input = Readonly<Record<string, unknown>>;

/** A text member; undefined when it is absent or empty. */
export function text(input: Input, name: string): string | undefined {
  const value = input[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A text member that must be there. */
export function need(input: Input, name: string): string {
  const value = text(input, name);
  if (value === undefined) throw backupErrors.missingParameter(name);
  return value;
}

/** A whole number within bounds, or the default. */
export function whole(input: Input, name: string, bounds: { readonly min: number; readonly max: number; readonly otherwise: number }): number {
  const value = input[name];
  if (value === undefined || value === null) return bounds.otherwise;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < bounds.min || value > bounds.max) throw backupErrors.invalidParameter(`Invalid value for ${name}: ${String(value)}. It must be a whole number from ${bounds.min} to ${bounds.max}.`);
  return value;
}

/** A moment in epoch microseconds; undefined when absent. */
export function moment(input: Input, name: string): number | undefined {
  const value = input[name];
  return isDate(value) ? value.getTime() * 1000 : undefined;
}

/** A list member; empty when absent. Throws for another shape. */
export function list(input: Input, name: string): readonly Input[] {
  const value = input[name] ?? [];
  if (!Array.isArray(value)) throw backupErrors.invalidParameter(`Invalid value for ${name}: it must be a list.`);
  return value as readonly Input[];
}

export function texts(input: Input, name: string): readonly string[] {
  return list(input, name) as unknown as readonly string[];
}

/** Refuses members of an input that are set and not served: accepted silently they would change nothing and look as if they did. */
export function only(input: Input, known: readonly string[], where: string): void {
  for (const [name, value] of Object.entries(input)) {
    if (value === undefined || value === null || known.includes(name) || isEmpty(value)) continue;
    throw backupErrors.unsupported(`${name} of ${where}`);
  }
}

/** Tags with AWS's limits. */
export function tagsOf(value: unknown): Tags {
  const tags = Object.entries((value ?? {}) as Record<string, string>);
  if (tags.length > 50) throw backupErrors.invalidParameter('A resource can have at most 50 tags.');
  for (const [key, one] of tags) {
    if (key === '' || key.length > 128 || one.length > 256) throw backupErrors.invalidParameter(`Invalid tag ${JSON.stringify(key)}: keys have 1 to 128 characters, values at most 256.`);
    if (/^aws:/i.test(key)) throw backupErrors.invalidParameter('Tag keys that begin with aws: are reserved for AWS.');
  }
  return Object.fromEntries(tags);
}

function isEmpty(value: unknown): boolean {
  return (Array.isArray(value) && value.length === 0) || (typeof value === 'object' && value !== null && !isDate(value) && Object.keys(value).length === 0);
}
