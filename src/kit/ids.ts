import { randomBytes, randomInt, randomUUID } from 'node:crypto';

/** A random token of `bytes` bytes, hex. */
export function randomToken(bytes = 16): string {
  return randomBytes(bytes).toString('hex');
}

export function uuid(): string {
  return randomUUID();
}

/** Upper-case letters and digits, the alphabet of AWS access keys and request ids. */
export function upperId(length: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  let text = '';
  for (let i = 0; i < length; i += 1) text += alphabet[randomInt(alphabet.length)];
  return text;
}
