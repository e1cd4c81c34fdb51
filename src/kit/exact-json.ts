import { canonicalNumber } from './canonical-number.ts';

/** What a number must look like before JavaScript may read another one: sixteen digits, or a power of three. */
const MAY_BE_LOST = /\d[\d.]{15}|\d[eE][+-]?\d{3}/;

/** Parses JSON without loss: a number that a double cannot hold stays its text, also when it is written again, so that a changed last digit is seen. */
export function parseExactly(text: string): unknown {
  return MAY_BE_LOST.test(text) ? JSON.parse(text, keepExact) : JSON.parse(text);
}

/** The text of a number that `parseExactly` kept; null for every other value. */
export function keptNumber(value: unknown): string | null {
  return raw.isRawJSON(value) ? value.rawJSON : null;
}

/** JSON.rawJSON and JSON.isRawJSON (Node 22 and later): text that goes out as it came in. */
interface RawJson {
  rawJSON(text: string): object;
  isRawJSON(value: unknown): value is { readonly rawJSON: string };
}
const raw = JSON as unknown as RawJson;

function keepExact(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const written = context?.source;
  if (typeof value !== 'number' || written === undefined || String(value) === written) return value;
  return canonicalNumber(String(value)) === canonicalNumber(written) ? value : raw.rawJSON(written);
}
