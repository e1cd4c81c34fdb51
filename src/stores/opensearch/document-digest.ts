import { sha256 } from '#kit/digest';

/** What a document is: the digest of its canonical source, and the bytes of that. */
export interface DocumentContent {
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** Digest of a document whatever the order of its fields; two numbers are the same only when they are written alike or exactly equal. */
export function documentDigest(source: unknown): DocumentContent {
  const text = canonical(source);
  return { sha256: sha256(text), sizeBytes: Buffer.byteLength(text) };
}

/** Digits after which JavaScript may take two numbers for the same. */
const LONG_NUMBER = /\d{16}/;

/** Parses JSON without loss: a number that a double cannot hold stays its text, also when it is written again, so that a changed last digit is seen. */
export function parseExactly(text: string): unknown {
  return LONG_NUMBER.test(text) ? JSON.parse(text, keepLong) : JSON.parse(text);
}

/** JSON.rawJSON and JSON.isRawJSON (Node 22 and later): text that goes out as it came in. */
interface RawJson {
  rawJSON(text: string): object;
  isRawJSON(value: unknown): value is { readonly rawJSON: string };
}
const raw = JSON as unknown as RawJson;

function keepLong(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const written = context?.source;
  return typeof value === 'number' && written !== undefined && String(value) !== written && LONG_NUMBER.test(written) ? raw.rawJSON(written) : value;
}

function canonical(value: unknown): string {
  if (raw.isRawJSON(value)) return value.rawJSON;
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = value as Readonly<Record<string, unknown>>;
  return `{${Object.keys(fields).sort().map((name) => `${JSON.stringify(name)}:${canonical(fields[name])}`).join(',')}}`;
}
