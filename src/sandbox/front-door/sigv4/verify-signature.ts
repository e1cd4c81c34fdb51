import { timingSafeEqual } from 'node:crypto';
import { amzDateMs } from '#kit/dates';
import { AuthError } from '../auth-error.ts';
import { canonicalRequest, encodedPath, normalisedPath, stringToSign, type SignedParts } from './canonical-request.ts';
import type { SignatureClaim } from './parse-signature.ts';
import type { HmacKey } from './signing-keys.ts';

const MAX_SKEW_MS = 900_000;
const MAY_STAY_UNSIGNED: ReadonlySet<string> = new Set(['x-amz-content-sha256', 'x-amz-user-agent']);

/** Checks date (against real time: clients do not live in drill time) and signature; throws AuthError. */
export function verifySignature(parts: SignedParts, claim: SignatureClaim, key: HmacKey, nowMs: number): void {
  checkTime(claim, nowMs);
  const unsigned = mustBeSigned(parts, claim);
  if (unsigned !== null) throw new AuthError({ kind: 'unsigned-header', name: unsigned });
  const [path = '', ...others] = signedPaths(parts.rawPath, claim.service);
  const first = canonicalRequest(parts, claim, path);
  const text = stringToSign(first, claim);
  if (sameHex(key.hex(text), claim.signature)) return;
  for (const other of others) if (sameHex(key.hex(stringToSign(canonicalRequest(parts, claim, other), claim)), claim.signature)) return;
  throw new AuthError({ kind: 'mismatch', accessKeyId: claim.accessKeyId, stringToSign: text, signature: claim.signature, canonicalRequest: first });
}

function checkTime(claim: SignatureClaim, nowMs: number): void {
  const at = amzDateMs(claim.amzDate);
  if (at === null) throw new AuthError({ kind: 'no-date' });
  if (!claim.amzDate.startsWith(claim.date)) {
    throw new AuthError({ kind: 'malformed', where: claim.where, detail: `Invalid credential date "${claim.date}". This date is not the same as X-Amz-Date: "${claim.amzDate.slice(0, 8)}".` });
  }
  const tooEarly = at - nowMs > MAX_SKEW_MS;
  if (claim.expiresSeconds === null ? tooEarly || nowMs - at > MAX_SKEW_MS : tooEarly) throw new AuthError({ kind: 'skewed', amzDate: claim.amzDate, serverMs: nowMs });
  if (claim.expiresSeconds !== null && nowMs > at + claim.expiresSeconds * 1000) {
    throw new AuthError({ kind: 'expired-request', expiresSeconds: claim.expiresSeconds, expiresAtMs: at + claim.expiresSeconds * 1000, serverMs: nowMs });
  }
}

/** Host must be signed, and every x-amz-* header that is present (a header added on the way must not count). */
function mustBeSigned(parts: SignedParts, claim: SignatureClaim): string | null {
  if (!claim.signedHeaders.includes('host')) return 'host';
  if (claim.service !== 's3') return null;
  for (const name in parts.headers) {
    if (name.startsWith('x-amz-') && !MAY_STAY_UNSIGNED.has(name) && !claim.signedHeaders.includes(name)) return name;
  }
  return null;
}

/**
 * S3 signs the path as sent; every other service encodes it once more, also what the client sent unencoded (`/index-*` is signed as
 * `/index-%2A`). Clients differ in this, so each form that means the same path is tried, the usual one first.
 */
function signedPaths(rawPath: string, service: string): readonly string[] {
  if (service === 's3') return distinct([rawPath, normalisedPath(rawPath)]);
  if (rawPath === '/') return [rawPath];
  return distinct([rawPath.replaceAll('%', '%25'), encodedPath(rawPath), rawPath]);
}

function distinct(paths: readonly (string | null)[]): readonly string[] {
  return [...new Set(paths.filter((path) => path !== null))];
}

function sameHex(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a, 'latin1'), Buffer.from(b, 'latin1'));
}
