import { sha256 } from '#kit/digest';
import { keptNumber } from '#kit/exact-json';

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

function canonical(value: unknown): string {
  const kept = keptNumber(value);
  if (kept !== null) return kept;
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = value as Readonly<Record<string, unknown>>;
  return `{${Object.keys(fields).sort().map((name) => `${JSON.stringify(name)}:${canonical(fields[name])}`).join(',')}}`;
}
