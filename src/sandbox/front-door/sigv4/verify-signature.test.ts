import { describe, expect, test } from 'vitest';
import { AwsError } from '../../service.ts';
import { AuthError } from '../auth-error.ts';
import { AwsChunkedDecoder } from '../body/aws-chunked.ts';
import { ChunkSigner } from '../body/chunk-signer.ts';
import { parseSignature, type SignatureClaim } from './parse-signature.ts';
import { SigningKeys } from './signing-keys.ts';
import { verifySignature } from './verify-signature.ts';

// The examples of the S3 API reference, "Authenticating Requests" (header, query string, and chunked upload): keys and signatures are AWS's own.
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const NOW = Date.UTC(2013, 4, 24, 0, 5);
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const CREDENTIAL = 'Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request';

interface Example { readonly method: string; readonly rawPath: string; readonly rawQuery: string; readonly headers: Record<string, string>; readonly payloadHash: string }

const GET_OBJECT: Example = {
  method: 'GET', rawPath: '/test.txt', rawQuery: '', payloadHash: EMPTY,
  headers: {
    host: 'examplebucket.s3.amazonaws.com', range: 'bytes=0-9', 'x-amz-content-sha256': EMPTY, 'x-amz-date': '20130524T000000Z',
    authorization: `AWS4-HMAC-SHA256 ${CREDENTIAL},SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41`,
  },
};
const PUT_OBJECT: Example = {
  method: 'PUT', rawPath: '/test%24file.text', rawQuery: '', payloadHash: '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
  headers: {
    host: 'examplebucket.s3.amazonaws.com', date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-date': '20130524T000000Z', 'x-amz-storage-class': 'REDUCED_REDUNDANCY',
    'x-amz-content-sha256': '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
    authorization: `AWS4-HMAC-SHA256 ${CREDENTIAL},SignedHeaders=date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class,Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd`,
  },
};
const LIST: Example = {
  method: 'GET', rawPath: '/', rawQuery: 'max-keys=2&prefix=J', payloadHash: EMPTY,
  headers: {
    host: 'examplebucket.s3.amazonaws.com', 'x-amz-date': '20130524T000000Z', 'x-amz-content-sha256': EMPTY,
    authorization: `AWS4-HMAC-SHA256 ${CREDENTIAL},SignedHeaders=host;x-amz-content-sha256;x-amz-date,Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7`,
  },
};
const PRESIGNED: Example = {
  method: 'GET', rawPath: '/test.txt', payloadHash: 'UNSIGNED-PAYLOAD', headers: { host: 'examplebucket.s3.amazonaws.com' },
  rawQuery: 'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
};
const CHUNKED: Example = {
  method: 'PUT', rawPath: '/examplebucket/chunkObject.txt', rawQuery: '', payloadHash: 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  headers: {
    host: 's3.amazonaws.com', 'x-amz-date': '20130524T000000Z', 'x-amz-storage-class': 'REDUCED_REDUNDANCY', 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
    'content-encoding': 'aws-chunked', 'x-amz-decoded-content-length': '66560', 'content-length': '66824',
    authorization: `AWS4-HMAC-SHA256 ${CREDENTIAL},SignedHeaders=content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class,Signature=4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9`,
  },
};
const CHUNKED_BODY = Buffer.concat([
  Buffer.from('10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n'), Buffer.alloc(65_536, 'a'), Buffer.from('\r\n'),
  Buffer.from('400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n'), Buffer.alloc(1024, 'a'), Buffer.from('\r\n'),
  Buffer.from('0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n'),
]);

function claimOf(example: Example): SignatureClaim {
  const claim = parseSignature(example.headers, example.rawQuery);
  if (!claim) throw new Error('unsigned');
  return claim;
}

function verify(example: Example, options: { nowMs?: number; secret?: string } = {}): string {
  try {
    const claim = claimOf(example);
    verifySignature(example, claim, new SigningKeys().get(options.secret ?? SECRET, claim.date, claim.region, claim.service), options.nowMs ?? NOW);
    return 'verified';
  } catch (error) {
    if (error instanceof AuthError) return error.problem.kind;
    throw error;
  }
}

function chunks(body: Buffer, piece: number): Buffer {
  const claim = claimOf(CHUNKED);
  const signer = new ChunkSigner(claim, new SigningKeys().get(SECRET, claim.date, claim.region, claim.service));
  const decoder = new AwsChunkedDecoder({ decodedLength: 66_560, signer, trailing: false, onTrailer: () => undefined });
  const out: Buffer[] = [];
  for (let at = 0; at < body.length; at += piece) out.push(decoder.feed(body.subarray(at, at + piece)));
  decoder.end();
  return Buffer.concat(out);
}

test('a path that a client sends unencoded is signed encoded: botocore\'s signature for indices of a search domain', () => {
  const sent: Example = {
    method: 'GET', rawPath: '/datasets-*,samples/_count', rawQuery: 'q=a%20b', payloadHash: EMPTY,
    headers: {
      host: 'search.example.com', 'x-amz-date': '20130524T000000Z',
      authorization: 'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/es/aws4_request, SignedHeaders=host;x-amz-date, Signature=14ec3ec3a24f013d26788f0cef2f1d99b785aeed5cd25f3d063c492b0610f582',
    },
  };
  const verify = (example: Example): void => verifySignature(example, claimOf(example), new SigningKeys().get(SECRET, '20130524', 'us-east-1', 'es'), NOW);
  expect(() => verify(sent)).not.toThrow();
  expect(() => verify({ ...sent, rawPath: '/datasets-*/_count' })).toThrow(AuthError);
});

describe('signature version 4', () => {
  test.each([['GET with a range', GET_OBJECT], ['PUT with an escaped key', PUT_OBJECT], ['a listing', LIST], ['a presigned URL', PRESIGNED], ['the seed of a chunked upload', CHUNKED]])('AWS\'s own example is verified: %s', (_title, example) => {
    expect(verify(example)).toBe('verified');
  });

  test.each<[string, Example, { nowMs?: number; secret?: string }, string]>([
    ['another secret', GET_OBJECT, { secret: 'other' }, 'mismatch'],
    ['another path', { ...GET_OBJECT, rawPath: '/test.tx' }, {}, 'mismatch'],
    ['another query', { ...LIST, rawQuery: 'max-keys=3&prefix=J' }, {}, 'mismatch'],
    ['another payload', { ...GET_OBJECT, payloadHash: 'UNSIGNED-PAYLOAD' }, {}, 'mismatch'],
    ['a signed header that changed', { ...GET_OBJECT, headers: { ...GET_OBJECT.headers, range: 'bytes=0-99' } }, {}, 'mismatch'],
    ['an x-amz header nobody signed', { ...GET_OBJECT, headers: { ...GET_OBJECT.headers, 'x-amz-acl': 'public-read' } }, {}, 'unsigned-header'],
    ['a clock 16 minutes ahead', GET_OBJECT, { nowMs: NOW - 21 * 60_000 }, 'skewed'],
    ['a clock 16 minutes behind', GET_OBJECT, { nowMs: NOW + 16 * 60_000 }, 'skewed'],
    ['a presigned URL a second too late', PRESIGNED, { nowMs: Date.UTC(2013, 4, 25, 0, 0, 1) }, 'expired-request'],
    ['no date', { ...GET_OBJECT, headers: { ...GET_OBJECT.headers, 'x-amz-date': '' } }, {}, 'no-date'],
    ['version 2', { ...GET_OBJECT, headers: { authorization: 'AWS AKIA:sig' } }, {}, 'unsupported'],
    ['a credential without a region', { ...GET_OBJECT, headers: { ...GET_OBJECT.headers, authorization: 'AWS4-HMAC-SHA256 Credential=A/20130524/s3/aws4_request, SignedHeaders=host, Signature=00' } }, {}, 'malformed'],
    ['no signature', { ...GET_OBJECT, headers: { ...GET_OBJECT.headers, authorization: `AWS4-HMAC-SHA256 ${CREDENTIAL}, SignedHeaders=host` } }, {}, 'malformed'],
    ['a presigned URL for longer than a week', { ...PRESIGNED, rawQuery: PRESIGNED.rawQuery.replace('86400', '604801') }, {}, 'malformed'],
  ])('refused: %s', (_title, example, options, kind) => {
    expect(verify(example, options)).toBe(kind);
  });

  test('a path escaped differently by the client than on the wire is still the same path', () => {
    expect(verify({ ...PUT_OBJECT, rawPath: '/test$file.text' })).toBe('verified');
  });
});

describe('chunked uploads', () => {
  test.each([1, 7, 1000, 65_536, 100_000])('AWS\'s own example is decoded and each chunk\'s signature verified, in pieces of %i bytes', (piece) => {
    expect(chunks(CHUNKED_BODY, piece).equals(Buffer.alloc(66_560, 'a'))).toBe(true);
  });

  test.each<[string, () => Buffer, string]>([
    ['a changed byte', () => { const body = Buffer.from(CHUNKED_BODY); body[200] = 0x62; return body; }, 'SignatureDoesNotMatch'],
    ['a body that ends early', () => CHUNKED_BODY.subarray(0, 40_000), 'IncompleteBody'],
    ['a missing last chunk', () => CHUNKED_BODY.subarray(0, CHUNKED_BODY.indexOf('0;chunk-signature=b6')), 'IncompleteBody'],
    ['a size that is no number', () => Buffer.from('xyz\r\n'), 'InvalidChunkSizeError'],
    ['a chunk without its signature', () => Buffer.from('5\r\nhello\r\n0\r\n\r\n'), 'SignatureDoesNotMatch'],
    ['a first line without an end', () => Buffer.alloc(40_000, '1'), 'InvalidChunkSizeError'],
  ])('refused: %s', (_title, body, code) => {
    expect(() => chunks(body(), 8192)).toThrow(expect.objectContaining({ code }));
    expect(() => chunks(body(), 8192)).toThrow(AwsError);
  });
});
