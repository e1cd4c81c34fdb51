import { hash } from 'node:crypto';

export type Hmac = (text: string) => Buffer;

const BLOCK = 64;

/**
 * HMAC-SHA-256 (RFC 2104) with the key prepared once. `crypto.createHmac` builds a key object at every call, which costs
 * several times the two hashes of a signature.
 */
export function hmacSha256(key: Buffer): Hmac {
  const block = Buffer.alloc(BLOCK);
  (key.length > BLOCK ? hash('sha256', key, 'buffer') : key).copy(block);
  const outer = Buffer.alloc(BLOCK + 32);
  const pad = Buffer.alloc(BLOCK);
  for (let i = 0; i < BLOCK; i += 1) {
    outer[i] = (block[i] ?? 0) ^ 0x5c;
    pad[i] = (block[i] ?? 0) ^ 0x36;
  }
  let inner = Buffer.concat([pad, Buffer.alloc(448)]);
  return (text) => {
    const bytes = Buffer.byteLength(text);
    if (BLOCK + bytes > inner.length) inner = Buffer.concat([pad, Buffer.alloc(bytes)]);
    inner.write(text, BLOCK, 'utf8');
    hash('sha256', inner.subarray(0, BLOCK + bytes), 'buffer').copy(outer, BLOCK);
    return hash('sha256', outer, 'buffer');
  };
}
