import { usageError } from '#kit/redrill-error';

const PLAIN = /^[\w\-.~/]*$/;

/**
 * An object key as S3 signs and receives it: RFC 3986, every byte but unreserved ones and `/` percent-encoded.
 * Dot segments and double slashes stay as they are, for they are part of the key.
 */
export function encodeKey(key: string): string {
  return PLAIN.test(key) ? key : encodeAll(key).replaceAll('%2F', '/');
}

/** A query name or value in canonical form (`/` is encoded as well). */
export function encodeQuery(value: string): string {
  return encodeAll(value);
}

/** Canonical query string: encoded pairs sorted by name; entries without a value are left out. */
export function canonicalQuery(parameters: Readonly<Record<string, string | undefined>>): string {
  const pairs: string[] = [];
  for (const name of Object.keys(parameters).sort()) {
    const value = parameters[name];
    if (value !== undefined) pairs.push(`${encodeAll(name)}=${encodeAll(value)}`);
  }
  return pairs.join('&');
}

/** Decodes what S3 returns under `encoding-type=url`: `+` is a space there. Throws SyntaxError when it is no valid encoding. */
export function decodeListed(text: string): string {
  if (!text.includes('%') && !text.includes('+')) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch (error) {
    throw new SyntaxError(`${JSON.stringify(text)} is not percent-encoded UTF-8`, { cause: error });
  }
}

function encodeAll(text: string): string {
  if (!text.isWellFormed()) throw usageError('s3.KeyNotUtf8', `${JSON.stringify(text)} holds half a surrogate pair, which UTF-8 cannot express: S3 names must be valid UTF-8`);
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}
