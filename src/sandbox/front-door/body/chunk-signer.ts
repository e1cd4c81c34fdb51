import { createHash, hash, type Hash } from 'node:crypto';
import { AwsError } from '../../service.ts';
import type { HmacKey } from '../sigv4/signing-keys.ts';
import type { SignatureClaim } from '../sigv4/parse-signature.ts';

const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** Verifies the chain of chunk signatures of STREAMING-AWS4-HMAC-SHA256-PAYLOAD: each covers the one before it. */
export class ChunkSigner {
  private readonly claim: SignatureClaim;
  private readonly key: HmacKey;
  private previous: string;
  private digest: Hash = createHash('sha256');

  constructor(claim: SignatureClaim, key: HmacKey) {
    this.claim = claim;
    this.key = key;
    this.previous = claim.signature;
  }

  data(chunk: Buffer): void {
    this.digest.update(chunk);
  }

  endChunk(signature: string | null): void {
    this.check(`AWS4-HMAC-SHA256-PAYLOAD\n${this.head()}\n${EMPTY}\n${this.digest.digest('hex')}`, signature);
    this.digest = createHash('sha256');
  }

  /** `lines` is the canonical form of the trailing headers, `name:value\n` each. */
  trailer(lines: string, signature: string | null): void {
    this.check(`AWS4-HMAC-SHA256-TRAILER\n${this.head()}\n${hash('sha256', lines, 'hex')}`, signature);
  }

  private head(): string {
    const { amzDate, date, region, service } = this.claim;
    return `${amzDate}\n${date}/${region}/${service}/aws4_request\n${this.previous}`;
  }

  private check(text: string, signature: string | null): void {
    const expected = this.key.hex(text);
    if (signature !== expected) {
      throw new AwsError('SignatureDoesNotMatch', 'The request signature we calculated does not match the signature you provided. Check your key and signing method.', {
        status: 403,
        fields: { AWSAccessKeyId: this.claim.accessKeyId, StringToSign: text, SignatureProvided: signature ?? '' },
      });
    }
    this.previous = expected;
  }
}
