import { httpDate } from '../dates.ts';
import type { ByteRange } from '../../../blobs/read-blobs.ts';
import type { Call, FastAnswer } from '../../../service.ts';
import { requireBucket } from '../access.ts';
import { checksumHeaders, sumsOf, toldVersionId } from '../answers.ts';
import type { Bucket } from '../bucket.ts';
import { requireKey, storedEncryption } from '../encryption.ts';
import { errors } from '../errors.ts';
import { requireReadConditions } from '../conditions.ts';
import { openBody } from '../open-body.ts';
import { requestedRange } from '../range.ts';
import { requireVersion } from '../read-version.ts';
import { headersOf, refuseUnknownHeaders } from '../request.ts';
import type { S3State } from '../state.ts';
import { stateOf } from '../state.ts';
import type { Version } from '../version-rows.ts';
import { partsOf } from '../write-version.ts';

const READ_HEADERS = new Set(['x-amz-checksum-mode']);
const ACTIONS = { current: 's3:GetObject', version: 's3:GetObjectVersion' };

/** Query parameters that replace a header of the answer. */
const OVERRIDES: readonly (readonly [string, string])[] = [
  ['response-content-type', 'content-type'], ['response-content-language', 'content-language'], ['response-expires', 'expires'],
  ['response-cache-control', 'cache-control'], ['response-content-disposition', 'content-disposition'], ['response-content-encoding', 'content-encoding'],
];

/** GetObject and HeadObject: the object or a part of it; HEAD without the bytes. */
export function getObject(call: Call, target: { readonly bucket: string; readonly key: string }): FastAnswer {
  const state = stateOf(call.catalogue);
  const headers = headersOf(call);
  refuseUnknownHeaders(headers, READ_HEADERS);
  const query = call.rawQuery === '' ? NO_QUERY : call.url.searchParams;
  const bucket = requireBucket(call, state, target.bucket, headers);
  const row = requireVersion(call, state, { bucket, key: target.key, versionId: query.get('versionId') ?? undefined }, ACTIONS);
  requireReadConditions(call, row, headers, '');
  requireReadableKey(call, row, headers);
  const answer = describe(bucket, row);
  overrideHeaders(call, query, answer);
  return withBody(call, state, { row, headers, part: query.get('partNumber'), answer });
}

function describe(bucket: Bucket, row: Version): Record<string, string | number> {
  const headers: Record<string, string | number> = JSON.parse(row.headers) as Record<string, string>;
  headers['Last-Modified'] = httpDate(row.modified);
  headers['ETag'] = `"${row.etag}"`;
  headers['Accept-Ranges'] = 'bytes';
  headers['x-amz-server-side-encryption'] ??= 'AES256';
  const versionId = toldVersionId(bucket, row);
  if (versionId !== null) headers['x-amz-version-id'] = versionId;
  if (row.tags !== null) headers['x-amz-tagging-count'] = Object.keys(JSON.parse(row.tags) as object).length;
  return headers;
}

/** HEAD needs the key only for the checksum, which S3 keeps encrypted too. */
function requireReadableKey(call: Call, row: Version, headers: Readonly<Record<string, string>>): void {
  const encryption = storedEncryption(row.headers);
  if (encryption && (call.method !== 'HEAD' || headers['x-amz-checksum-mode']?.toUpperCase() === 'ENABLED')) requireKey(call, encryption.keyArn, 'decrypt');
}

function withBody(call: Call, state: S3State, read: { readonly row: Version; readonly headers: Readonly<Record<string, string>>; readonly part: string | null; readonly answer: Record<string, string | number> }): FastAnswer {
  const { row, answer } = read;
  const reader = openBody(call, state, row);
  try {
    const range = wantedRange(row, reader.sizeBytes, read, answer);
    const whole = range === null;
    const length = range ? range.end - range.start + 1 : reader.sizeBytes;
    answer['content-length'] = length;
    if (range) answer['Content-Range'] = `bytes ${range.start}-${range.end}/${reader.sizeBytes}`;
    if (read.headers['x-amz-checksum-mode']?.toUpperCase() === 'ENABLED' && (whole || length === reader.sizeBytes)) Object.assign(answer, checksumHeaders(sumsOf(row.sums)));
    const status = whole ? 200 : 206;
    if (call.method === 'HEAD') {
      reader.close();
      return { status, headers: answer, body: null };
    }
    const span = range ?? { start: 0, end: reader.sizeBytes - 1 };
    return { status, headers: answer, body: reader.bytes(span) ?? reader.stream(span) };
  } catch (error) {
    reader.close();
    throw error;
  }
}

function wantedRange(row: Version, sizeBytes: number, read: { readonly headers: Readonly<Record<string, string>>; readonly part: string | null }, answer: Record<string, string | number>): ByteRange | null {
  const parts = partsOf(row);
  const range = read.headers['range'];
  if (read.part === null) return range === undefined ? null : requestedRange(range, sizeBytes);
  if (range !== undefined) throw errors.invalidRequest('Cannot specify both Range header and partNumber query parameter');
  const number = Number(read.part);
  if (!Number.isInteger(number) || number < 1 || number > 10_000) throw errors.invalidArgument('Part number must be an integer between 1 and 10000, inclusive', 'partNumber', read.part);
  if (parts) answer['x-amz-mp-parts-count'] = parts.length;
  if (!parts && number === 1) return sizeBytes === 0 ? null : { start: 0, end: sizeBytes - 1 };
  const index = number - 1;
  const size = parts?.[index]?.size;
  if (!parts || size === undefined) throw errors.invalidPartNumber();
  const start = parts.slice(0, index).reduce((sum, part) => sum + part.size, 0);
  return { start, end: Math.min(start + size, sizeBytes) - 1 };
}

function overrideHeaders(call: Call, query: URLSearchParams, answer: Record<string, string | number>): void {
  for (const [parameter, header] of query.size === 0 ? [] : OVERRIDES) {
    const value = query.get(parameter);
    if (value === null) continue;
    if (call.caller.anonymous) throw errors.invalidRequest('Request specific response headers cannot be used for anonymous GET requests.');
    answer[header] = value;
  }
}

const NO_QUERY = new URLSearchParams();
