import { hash } from 'node:crypto';

/** Of redrill; drawn once. */
const SPACE = Buffer.from('c2f5d0b4a1e94c6f8d3b7a605e1f4c92', 'hex');

/** UUID of version 5 (RFC 9562) for a name: the same name gives the same one on every machine and for ever. */
export function stableUuid(name: string): string {
  const digest = hash('sha1', Buffer.concat([SPACE, Buffer.from(name)]), 'buffer').subarray(0, 16);
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x50, 6);
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8);
  return digest.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
