import { createHmac } from 'node:crypto';

const LIMIT = 2000;

/** SigV4 signing keys, remembered per secret, day, region and service: deriving one takes four HMACs. */
export class SigningKeys {
  private readonly known = new Map<string, Buffer>();

  get(secret: string, date: string, region: string, service: string): Buffer {
    const name = `${secret}/${date}/${region}/${service}`;
    const found = this.known.get(name);
    if (found) return found;
    const key = hmac(hmac(hmac(hmac(`AWS4${secret}`, date), region), service), 'aws4_request');
    if (this.known.size >= LIMIT) this.known.clear();
    this.known.set(name, key);
    return key;
  }
}

/** HMAC-SHA256 of a text. */
export function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

/** HMAC-SHA256 of a text as lower-case hex, the form of signatures. */
export function hmacHex(key: Buffer, text: string): string {
  return createHmac('sha256', key).update(text).digest('hex');
}
