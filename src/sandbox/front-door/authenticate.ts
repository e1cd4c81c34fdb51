import { hash } from 'node:crypto';
import { realNowMs } from '#kit/time';
import { ANONYMOUS, type Identities } from '../identities.ts';
import type { Caller } from '../service.ts';
import { AuthError } from './auth-error.ts';
import { parseSignature, type SignatureClaim } from './sigv4/parse-signature.ts';
import type { HmacKey, SigningKeys } from './sigv4/signing-keys.ts';
import { verifySignature } from './sigv4/verify-signature.ts';

/** Who sent a request; `claim` and `key` are what chunk signatures continue from. */
export interface Authenticated {
  readonly caller: Caller;
  readonly region: string | null;
  readonly claim: SignatureClaim | null;
  readonly key: HmacKey | null;
  /** x-amz-content-sha256 of a signed S3 request; null when there is none. */
  readonly payloadHash: string | null;
}

interface Head {
  readonly method: string;
  readonly rawPath: string;
  readonly rawQuery: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Verifies who sent a request. S3 signs the announced payload hash (the body is checked against it as it comes in);
 * other services sign the hash of the body, which the caller has read. Throws AuthError.
 */
export function authenticate(head: Head, body: Buffer | null, { identities, keys }: { readonly identities: Identities; readonly keys: SigningKeys }): Authenticated {
  const claim = parseSignature(head.headers, head.rawQuery);
  if (!claim) return { caller: ANONYMOUS, region: null, claim: null, key: null, payloadHash: null };
  const identity = identities.find(claim.accessKeyId, claim.token);
  const key = keys.get(identity.secret, claim.date, claim.region, claim.service);
  const payloadHash = signedPayloadHash(head, claim, body);
  verifySignature({ ...head, payloadHash }, claim, key, realNowMs());
  return { caller: identity.caller, region: claim.region, claim, key, payloadHash };
}

const UNSIGNED = 'UNSIGNED-PAYLOAD';

function signedPayloadHash({ headers }: Head, claim: SignatureClaim, body: Buffer | null): string {
  const announced = headers['x-amz-content-sha256'];
  // boto3 does not sign the blocks of EBS, which have a checksum of their own
  if (body !== null) return announced === UNSIGNED && claim.signedHeaders.includes('x-amz-content-sha256') ? UNSIGNED : hash('sha256', body, 'hex');
  if (claim.where === 'query') return claim.signedHeaders.includes('x-amz-content-sha256') && announced !== undefined ? announced : UNSIGNED;
  if (announced === undefined) throw new AuthError({ kind: 'no-payload-hash' });
  return announced;
}
