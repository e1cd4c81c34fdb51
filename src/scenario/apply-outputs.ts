import { usageError } from '#kit/redrill-error';

/** `$name.field`: the output `field` of the step that says `as: name`. */
export interface OutputReference {
  readonly text: string;
  readonly name: string;
  readonly field: string;
}

const REFERENCE = /^\$([a-z][\w-]*)\.([\w-]+)$/i;

/** Arguments of a step with every `$name.field` replaced by that output. Throws when an earlier step gave no such output. */
export function applyOutputs(args: Readonly<Record<string, unknown>>, outputs: Readonly<Record<string, Readonly<Record<string, unknown>>>>): Readonly<Record<string, unknown>> {
  return replaced(args, outputs) as Readonly<Record<string, unknown>>;
}

/** Every `$name.field` in the arguments of a step. */
export function referencesIn(value: unknown): readonly OutputReference[] {
  const own = asReference(value);
  if (own) return [own];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(referencesIn) : [];
}

/** A text that is a reference as a whole; references inside longer texts are none. */
function asReference(value: unknown): OutputReference | null {
  const match = typeof value === 'string' ? REFERENCE.exec(value) : null;
  return match?.[1] && match[2] ? { text: match[0], name: match[1], field: match[2] } : null;
}

function replaced(value: unknown, outputs: Readonly<Record<string, Readonly<Record<string, unknown>>>>): unknown {
  const reference = asReference(value);
  if (reference) return lookUp(reference, outputs);
  if (Array.isArray(value)) return value.map((one) => replaced(one, outputs));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, replaced(one, outputs)]));
}

function lookUp({ text, name, field }: OutputReference, outputs: Readonly<Record<string, Readonly<Record<string, unknown>>>>): unknown {
  const given = Object.hasOwn(outputs, name) ? outputs[name] : undefined;
  if (given && Object.hasOwn(given, field)) return given[field];
  const known = given ? Object.keys(given).join(', ') || 'none' : 'none, as that step has not run';
  throw usageError('runbook.output', `${text} cannot be filled in; outputs of "${name}": ${known}`);
}
