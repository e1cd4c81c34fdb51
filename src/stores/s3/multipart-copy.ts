import { RedrillError } from '#kit/redrill-error';
import { copySource, hiddenError } from './copy-request.ts';
import type { Copy } from './copy-request.ts';
import { objectTags, tagHeader } from './objects.ts';
import { runMany } from './run-many.ts';
import type { S3Caller } from './s3-caller.ts';
import { childText, escapeXml, parseXml } from './xml.ts';

const MOST_PARTS = 10_000;
const KEPT = ['content-type', 'content-encoding', 'content-disposition', 'content-language', 'cache-control', 'x-amz-website-redirect-location'];

/**
 * Copies a large object in parts. Unlike CopyObject, parts bring neither metadata nor tags, so both are read from the source
 * and set on the upload. The source is pinned by its ETag; on failure the upload is aborted, so that no paid part stays behind.
 */
export async function multipartCopy(caller: S3Caller, copy: Copy, partBytes: number): Promise<void> {
  const { bucket, key } = copy.to;
  const head = await caller.call({ operation: 'HeadObject', method: 'HEAD', bucket: copy.from.bucket, key: copy.from.key, query: { versionId: copy.from.versionId } });
  const tags = Number(head.headers['x-amz-tagging-count'] ?? 0) > 0 ? await objectTags(caller, copy.from) : {};
  const created = await caller.call({ operation: 'CreateMultipartUpload', method: 'POST', bucket, key, query: { uploads: '' }, headers: uploadHeaders(head.headers, tags) });
  const uploadId = childText(parseXml(created.body.toString('utf8')), 'UploadId');
  if (!uploadId) throw new RedrillError('s3.UnexpectedAnswer', `CreateMultipartUpload ${bucket}/${key}: the answer names no upload`, { actor: 'platform' });
  try {
    const etag = head.headers['etag'] ?? '';
    const parts = await copyParts({ caller, copy, uploadId, etag, partBytes: partSize(copy.sizeBytes, partBytes) });
    const body = Buffer.from(`<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${parts.map((part, i) => `<Part><PartNumber>${i + 1}</PartNumber><ETag>${escapeXml(part)}</ETag></Part>`).join('')}</CompleteMultipartUpload>`);
    await caller.call({ operation: 'CompleteMultipartUpload', method: 'POST', bucket, key, query: { uploadId }, headers: { 'content-type': 'application/xml' }, body, check: hiddenError });
  } catch (error) {
    await abort(caller, copy, uploadId);
    throw error;
  }
}

interface Parts { readonly caller: S3Caller; readonly copy: Copy; readonly uploadId: string; readonly etag: string; readonly partBytes: number }

async function copyParts({ caller, copy, uploadId, etag, partBytes }: Parts): Promise<string[]> {
  const count = Math.max(1, Math.ceil(copy.sizeBytes / partBytes));
  const etags: string[] = Array.from({ length: count }, () => '');
  const outcome = await runMany({
    items: numbers(count),
    limiter: caller.limiter,
    work: async (i) => {
      const range = `bytes=${i * partBytes}-${Math.min(copy.sizeBytes, (i + 1) * partBytes) - 1}`;
      const response = await caller.call({
        operation: 'UploadPartCopy',
        method: 'PUT',
        bucket: copy.to.bucket,
        key: copy.to.key,
        query: { partNumber: String(i + 1), uploadId },
        headers: { 'x-amz-copy-source': copySource(copy.from), 'x-amz-copy-source-range': range, 'x-amz-copy-source-if-match': etag },
        check: hiddenError,
      });
      etags[i] = childText(parseXml(response.body.toString('utf8')), 'ETag') ?? '';
      return 0;
    },
  });
  const first = outcome.failed[0];
  if (first !== undefined) throw new RedrillError(first.code, first.message, { actor: 'platform' });
  return etags;
}

async function* numbers(count: number): AsyncGenerator<number, void, undefined> {
  for (let i = 0; i < count; i += 1) yield i;
}

function uploadHeaders(source: Readonly<Record<string, string>>, tags: Readonly<Record<string, string>>): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(source)) if (KEPT.includes(name) || name.startsWith('x-amz-meta-')) headers[name] = value;
  if (Object.keys(tags).length > 0) headers['x-amz-tagging'] = tagHeader(tags);
  return headers;
}

function partSize(sizeBytes: number, wanted: number): number {
  return Math.max(wanted, Math.ceil(sizeBytes / MOST_PARTS));
}

async function abort(caller: S3Caller, copy: Copy, uploadId: string): Promise<void> {
  try {
    await caller.call({ operation: 'AbortMultipartUpload', method: 'DELETE', bucket: copy.to.bucket, key: copy.to.key, query: { uploadId } });
  } catch (error) {
    // The copy's own error is what the caller must see; an upload left behind costs storage until a lifecycle rule removes it.
    if (!(error instanceof RedrillError)) throw error;
  }
}
