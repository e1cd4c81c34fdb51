import type { ExchangeResponse } from './exchange.ts';
import { failureOfCode } from './s3-failure.ts';
import type { Failure } from './s3-failure.ts';
import type { ObjectRef } from './s3-store.ts';
import { encodeKey, encodeQuery } from './uri-encode.ts';
import { childText, parseXml } from './xml.ts';

/** One server-side copy: a source, with or without a version, onto a key. */
export interface Copy {
  readonly from: ObjectRef;
  readonly to: ObjectRef;
  readonly sizeBytes: number;
}

/** The x-amz-copy-source header: `/bucket/key?versionId=id`, percent-encoded. */
export function copySource(from: ObjectRef): string {
  return `/${from.bucket}/${encodeKey(from.key)}${from.versionId === undefined ? '' : `?versionId=${encodeQuery(from.versionId)}`}`;
}

/** Copies answer 200 before they end, so an error may stand in the body (S3 API reference, CopyObject). */
export function hiddenError(response: ExchangeResponse): Failure | null {
  const text = response.body.toString('latin1');
  if (/<(?:CopyObject|CopyPart|CompleteMultipartUpload)Result/.test(text) && !text.includes('<Error>') && /Result>\s*$/.test(text)) return null;
  try {
    const root = parseXml(response.body.toString('utf8'));
    return failureOfCode(childText(root, 'Code') ?? 'UnexpectedAnswer', childText(root, 'Message') ?? `<${root.name}> in place of a result`);
  } catch (error) {
    return { kind: 'transient', code: 'TruncatedResponse', message: (error as Error).message, ambiguous: true, status: 200, headers: {} };
  }
}
