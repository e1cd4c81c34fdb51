import { createHash } from 'node:crypto';
import { AwsError } from '../../service.ts';
import type { BodyFilter } from './body-filter.ts';

/** A body without frames; `sha256` is the hash the client signed, or null for UNSIGNED-PAYLOAD. */
export function plainBody(sha256: string | null): BodyFilter {
  const digest = sha256 === null ? null : createHash('sha256');
  return {
    feed(chunk) {
      digest?.update(chunk);
      return chunk;
    },
    end() {
      const computed = digest?.digest('hex');
      if (computed === undefined || computed === sha256) return;
      throw new AwsError('XAmzContentSHA256Mismatch', 'The provided \'x-amz-content-sha256\' header does not match what was computed.', {
        fields: { ClientComputedContentSHA256: sha256 ?? '', S3ComputedContentSHA256: computed },
      });
    },
  };
}
