import { createPublicKey, hash } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** How people compare keys over another channel: SHA-256 over the public key's SPKI bytes, in hex. */
export function fingerprintOf(key: KeyObject): string {
  return `SHA256:${hash('sha256', key.export({ type: 'spki', format: 'der' }), 'hex')}`;
}

/** An ed25519 public key from PEM text; null for anything else. */
export function publicKeyOf(pem: string): KeyObject | null {
  try {
    const key = createPublicKey(pem);
    return key.asymmetricKeyType === 'ed25519' && pem === pemOf(key) ? key : null;
  } catch {
    // Not a key: the caller says which file it was.
    return null;
  }
}

/** The one PEM text of a public key. */
export function pemOf(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'pem' }).toString();
}

/** Two ways of writing the same fingerprint: the algorithm in any case, the digits in any case. */
export function sameFingerprint(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}
