import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { KeyRow, KeyRows } from './key-rows.ts';

/** Name and value pairs that a ciphertext is bound to. */
export type EncryptionContext = Readonly<Record<string, string>>;

/** A ciphertext taken apart; nothing of it is trusted before it is decrypted. */
export interface Ciphertext {
  readonly keyId: string;
  readonly backing: number;
  readonly nonce: Buffer;
  readonly tag: Buffer;
  readonly body: Buffer;
}

const MAGIC = Buffer.from('RDKMS\u0001', 'latin1');
const HEAD_BYTES = MAGIC.length + 16 + 4;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM under a key's newest material. The blob names key and material; the context and the key's ARN (account, region) are authenticated. */
export function encryptUnder(keys: KeyRows, key: KeyRow, plain: Uint8Array, context: EncryptionContext = {}): Buffer {
  const number = keys.currentBacking(key.arn);
  const head = Buffer.alloc(HEAD_BYTES);
  MAGIC.copy(head);
  head.write(key.id.replaceAll('-', ''), MAGIC.length, 'hex');
  head.writeUInt32BE(number, MAGIC.length + 16);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', materialOf(keys, key.arn, number), nonce).setAAD(associated(key.arn, context));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([head, nonce, cipher.getAuthTag(), body]);
}

/** The parts of a blob; null for bytes that are none. */
export function parseCiphertext(blob: Uint8Array): Ciphertext | null {
  const bytes = Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength);
  if (bytes.length < HEAD_BYTES + NONCE_BYTES + TAG_BYTES || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return null;
  const hex = bytes.toString('hex', MAGIC.length, MAGIC.length + 16);
  const tagAt = HEAD_BYTES + NONCE_BYTES;
  return {
    keyId: [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-'),
    backing: bytes.readUInt32BE(MAGIC.length + 16),
    nonce: bytes.subarray(HEAD_BYTES, tagAt),
    tag: bytes.subarray(tagAt, tagAt + TAG_BYTES),
    body: bytes.subarray(tagAt + TAG_BYTES),
  };
}

/** The plaintext; null when the blob was changed, or the context or the key is another one. */
export function decryptUnder(keys: KeyRows, key: KeyRow, blob: Ciphertext, context: EncryptionContext = {}): Buffer | null {
  const material = keys.material(key.arn, blob.backing);
  if (!material || blob.keyId !== key.id) return null;
  const decipher = createDecipheriv('aes-256-gcm', material, blob.nonce).setAAD(associated(key.arn, context)).setAuthTag(blob.tag);
  try {
    return Buffer.concat([decipher.update(blob.body), decipher.final()]);
  } catch {
    // GCM says no more than that it is not authentic
    return null;
  }
}

function associated(arn: string, context: EncryptionContext): Buffer {
  const pairs = Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.from(JSON.stringify([arn, pairs]));
}

function materialOf(keys: KeyRows, arn: string, number: number): Buffer {
  const material = keys.material(arn, number);
  if (!material) throw new TypeError(`no material ${number} of ${arn}`);
  return material;
}
