import { copySource, hiddenError } from './copy-request.ts';
import type { Copy } from './copy-request.ts';
import { multipartCopy } from './multipart-copy.ts';
import { runMany } from './run-many.ts';
import type { S3Caller } from './s3-caller.ts';
import type { Outcome } from './s3-store.ts';

export interface CopyMany {
  readonly caller: S3Caller;
  readonly items: AsyncIterable<Copy>;
  readonly signal?: AbortSignal | undefined;
  /** CopyObject ends here (5 GB on AWS); larger objects are copied in parts. */
  readonly singleCopyBytes: number;
  readonly partBytes: number;
}

/**
 * Server-side copies with metadata and tags. A copy whose answer was lost is sent again, which can leave one more,
 * equal version in a versioned bucket. Copies onto one key run in no particular order.
 */
export function copyMany(many: CopyMany): Promise<Outcome<Copy>> {
  return runMany({ items: many.items, limiter: many.caller.limiter, signal: many.signal, work: (copy) => copyOne(many, copy) });
}

async function copyOne(many: CopyMany, copy: Copy): Promise<number> {
  if (copy.sizeBytes > many.singleCopyBytes) {
    await multipartCopy(many.caller, copy, many.partBytes);
    return copy.sizeBytes;
  }
  await many.caller.call({ operation: 'CopyObject', method: 'PUT', bucket: copy.to.bucket, key: copy.to.key, headers: { 'x-amz-copy-source': copySource(copy.from) }, check: hiddenError });
  return copy.sizeBytes;
}
