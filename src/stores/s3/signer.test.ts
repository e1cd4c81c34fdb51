import { createHmac, hash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hmacSha256 } from './hmac.ts';
import { EMPTY_SHA256, Signer } from './signer.ts';
import type { SignableRequest } from './signer.ts';

// The worked examples of the S3 API reference, "Signature calculations for the Authorization header: transferring payload in a single chunk".
const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const host = 'examplebucket.s3.amazonaws.com';
const text = 'Welcome to Amazon S3.';
const cases: readonly { readonly name: string; readonly request: SignableRequest; readonly signature: string }[] = [
  { name: 'GET of a range', request: { method: 'GET', host, path: '/test.txt', query: '', headers: { range: 'bytes=0-9' }, payloadHash: EMPTY_SHA256 }, signature: 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41' },
  { name: 'PUT with a date and storage class', request: { method: 'PUT', host, path: '/test%24file.text', query: '', headers: { date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' }, payloadHash: hash('sha256', text, 'hex') }, signature: '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd' },
  { name: 'GET of a sub-resource', request: { method: 'GET', host, path: '/', query: 'lifecycle=', headers: {}, payloadHash: EMPTY_SHA256 }, signature: 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543' },
  { name: 'GET of a listing', request: { method: 'GET', host, path: '/', query: 'max-keys=2&prefix=J', headers: {}, payloadHash: EMPTY_SHA256 }, signature: '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7' },
];

describe('signer', () => {
  test.each(cases)("signs AWS's published example: $name", ({ request, signature }) => {
    const headers = new Signer({ region: 'us-east-1', service: 's3' }).sign(request, credentials, '20130524T000000Z');
    expect(headers['authorization']).toContain(`Signature=${signature}`);
    expect(headers['authorization']).toContain('Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request');
  });

  test('a session token is sent and signed', () => {
    const headers = new Signer({ region: 'us-east-1', service: 's3' }).sign({ method: 'GET', host, path: '/', query: '', headers: {}, payloadHash: EMPTY_SHA256 }, { ...credentials, sessionToken: 'T' }, '20130524T000000Z');
    expect(headers['x-amz-security-token']).toBe('T');
    expect(headers['authorization']).toContain('SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token');
  });

  test('the key kept for a day is not used for another day or another secret', () => {
    const request: SignableRequest = { method: 'GET', host, path: '/', query: '', headers: {}, payloadHash: EMPTY_SHA256 };
    const kept = new Signer({ region: 'us-east-1', service: 's3' });
    for (const [secret, date] of [['a', '20260101T000000Z'], ['a', '20260102T000000Z'], ['b', '20260102T000000Z'], ['a', '20260101T000000Z']] as const) {
      const signer = { ...credentials, secretAccessKey: secret };
      expect(kept.sign(request, signer, date)).toEqual(new Signer({ region: 'us-east-1', service: 's3' }).sign(request, signer, date));
    }
  });

  test("the prepared HMAC equals Node's for any key and text", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), fc.array(fc.string({ maxLength: 900, unit: 'binary' }), { maxLength: 4 }), (key, texts) => {
      const sign = hmacSha256(Buffer.from(key));
      for (const message of texts) expect(sign(message).toString('hex')).toBe(createHmac('sha256', Buffer.from(key)).update(message).digest('hex'));
    }));
  });
});
