import { createPublicKey, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { fingerprintOf } from './fingerprint.ts';

/** A DSSE envelope (github.com/secure-systems-lab/dsse, protocol.md): the payload's bytes are signed, never JSON that was written anew. */
export interface Envelope {
  readonly payloadType: string;
  readonly payload: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

/** Signs bytes with an ed25519 key. */
export function sealEnvelope(payloadType: string, payload: Buffer, key: KeyObject): Envelope {
  const sig = sign(null, encoded(payloadType, payload), key).toString('base64');
  return { payloadType, payload: payload.toString('base64'), signatures: [{ keyid: fingerprintOf(createPublicKey(key)), sig }] };
}

/** The signed bytes of an envelope; null when it is of another type, or no signature of this key is over exactly these bytes. */
export function openEnvelope(envelope: unknown, payloadType: string, key: KeyObject): Buffer | null {
  if (!isEnvelope(envelope) || envelope.payloadType !== payloadType) return null;
  const payload = strictBase64(envelope.payload);
  const [only, ...others] = envelope.signatures;
  if (payload === null || only === undefined || others.length > 0 || only.keyid !== fingerprintOf(key)) return null;
  const sig = strictBase64(only.sig);
  return sig !== null && verify(null, encoded(payloadType, payload), key, sig) ? payload : null;
}

/** Whether a parsed value has the shape of an envelope. */
function isEnvelope(value: unknown): value is Envelope {
  const { payloadType, payload, signatures } = (value ?? {}) as Partial<Envelope>;
  return typeof payloadType === 'string' && typeof payload === 'string' && Array.isArray(signatures) && signatures.every((one: unknown) => {
    const { keyid, sig } = (one ?? {}) as Partial<Envelope['signatures'][number]>;
    return typeof keyid === 'string' && typeof sig === 'string';
  });
}

/** PAE: type and payload with their lengths, so that no two pairs give the same bytes. */
function encoded(payloadType: string, payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.length} `), payload]);
}

/** Text that decodes and encodes to itself: other spellings of the same bytes would be changes that nobody sees. */
function strictBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}
