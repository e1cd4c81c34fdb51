import { hash } from 'node:crypto';
import type { SignatureClaim } from './parse-signature.ts';

/** The parts of a request that a signature covers. Header values are latin1 text as Node reads them. */
export interface SignedParts {
  readonly method: string;
  readonly rawPath: string;
  readonly rawQuery: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payloadHash: string;
}

/** Builds the canonical request (SigV4 guide). `path` is chosen by the caller, who knows how often the service encodes it. */
export function canonicalRequest(parts: SignedParts, claim: SignatureClaim, path: string): string {
  let lines = `${parts.method}\n${path}\n${canonicalQuery(parts.rawQuery)}\n`;
  for (const name of claim.signedHeaders) lines += `${name}:${canonicalValue(parts.headers[name] ?? '')}\n`;
  return `${lines}\n${claim.signedHeaders.join(';')}\n${parts.payloadHash}`;
}

/** String to sign for a canonical request. */
export function stringToSign(canonical: string, claim: SignatureClaim): string {
  // Node hands header bytes over as latin1; hashing them as latin1 gives back the bytes that were sent
  // oxlint-disable-next-line no-control-regex
  const bytes = /[^\u0000-\u007f]/.test(canonical) ? Buffer.from(canonical, 'latin1') : canonical;
  return `AWS4-HMAC-SHA256\n${claim.amzDate}\n${claim.date}/${claim.region}/${claim.service}/aws4_request\n${hash('sha256', bytes, 'hex')}`;
}

/** Percent-encoding of SigV4: everything but unreserved characters, upper-case hex. */
function uriEncode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Each path segment encoded as it was sent, escapes included. */
export function encodedPath(rawPath: string): string {
  return rawPath.split('/').map(uriEncode).join('/');
}

/** Each path segment decoded and encoded again, so that differently escaped but equal paths have one form. Null when it is no valid UTF-8. */
export function normalisedPath(rawPath: string): string | null {
  try {
    return rawPath.split('/').map((part) => uriEncode(decodeURIComponent(part))).join('/');
  } catch {
    // a malformed escape: only the literal form can have been signed; the router answers for the path itself
    return null;
  }
}

function canonicalValue(value: string): string {
  return value.includes('  ') || value.startsWith(' ') || value.endsWith(' ') ? value.trim().replace(/ +/g, ' ') : value;
}

function canonicalQuery(rawQuery: string): string {
  if (rawQuery === '') return '';
  const pairs: [string, string][] = [];
  for (const part of rawQuery.split('&')) {
    if (part === '') continue;
    const at = part.indexOf('=');
    const name = reencode(at < 0 ? part : part.slice(0, at));
    if (name === 'X-Amz-Signature') continue;
    pairs.push([name, at < 0 ? '' : reencode(part.slice(at + 1))]);
  }
  if (pairs.length > 1) pairs.sort(([a, x], [b, y]) => (a === b ? order(x, y) : order(a, b)));
  return pairs.map(([name, value]) => `${name}=${value}`).join('&');
}

function reencode(text: string): string {
  if (/^[A-Za-z0-9\-._~]*$/.test(text)) return text;
  try {
    return uriEncode(decodeURIComponent(text.replaceAll('+', ' ')));
  } catch {
    // a malformed escape: compared literally, which fails as a signature mismatch instead of ending the request without an answer
    return text;
  }
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
