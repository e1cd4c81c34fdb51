import { isoSeconds } from '../dates.ts';
import type { Call, FastAnswer } from '../../../service.ts';
import { discardStaged } from '../../../blobs/stage-body.ts';
import { authorise, requireBucket } from '../access.ts';
import { checksumMembers, sumsOf, toldVersionId, versionHeader, xmlAnswer } from '../answers.ts';
import type { Bucket } from '../bucket.ts';
import type { ChecksumAlgorithm } from '../checksums/checksum.ts';
import { CHECKSUM_ALGORITHMS } from '../checksums/checksum.ts';
import { streamedChecksums } from '../checksums/request-checksum.ts';
import { requireWriteConditions } from '../conditions.ts';
import type { CopySource } from '../copy-source.ts';
import { COPY_SOURCE_HEADERS, requireCopySource } from '../copy-source.ts';
import { encryptionHeaders, keyWrap, storedEncryption, wantedEncryption, withEncryption, type Encryption } from '../encryption.ts';
import { errors } from '../errors.ts';
import { checkSettings, PUT_HEADERS, storedHeaders, storedTags } from '../object-headers.ts';
import { LOCK_HEADERS, requireLockHeaders } from '../object-lock.ts';
import { openBody } from '../open-body.ts';
import { etagOf, stageBody } from '../request-body.ts';
import { headersOf, refuseUnknownHeaders } from '../request.ts';
import type { S3State } from '../state.ts';
import { stateOf } from '../state.ts';
import type { Checksums } from '../version-rows.ts';
import { writeVersion } from '../write-version.ts';

const MAX_COPY_BYTES = 5 * 1024 ** 3;
const COPY_HEADERS = new Set([...PUT_HEADERS, ...COPY_SOURCE_HEADERS, 'x-amz-metadata-directive', 'x-amz-tagging-directive', 'x-amz-checksum-algorithm']);

interface Copy {
  readonly bucket: Bucket;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly source: CopySource;
  readonly stored: string;
  readonly tags: string | null;
  readonly encryption: Encryption | null;
}

/** How the copy's bytes are kept: a new reference to the source's blob, or a new body. */
interface CopiedBody {
  place(): number;
  readonly etag: string;
  readonly sums: Checksums | null;
}

/** CopyObject: a new version from the bytes of another, in any bucket that the caller may read. A single stored body is shared, not copied, unless it is to be encrypted otherwise. */
export function copyObject(call: Call, target: { readonly bucket: string; readonly key: string }): FastAnswer | Promise<FastAnswer> {
  const state = stateOf(call.catalogue);
  const copy = prepare(call, state, target);
  const { version } = copy.source;
  const algorithm = wantedAlgorithm(copy.headers);
  const sums = sumsOf(version.sums);
  const otherKey = storedEncryption(version.headers)?.keyArn !== copy.encryption?.keyArn;
  if (version.blob === null || otherKey || (algorithm !== null && algorithm !== sums?.algorithm)) return copyBytes(call, state, copy, algorithm ?? sums?.algorithm ?? 'CRC64NVME');
  const blob = version.blob;
  const place = (): number => {
    state.blobs.retain(blob);
    return blob;
  };
  return commit(call, state, copy, { place, etag: version.etag, sums });
}

function prepare(call: Call, state: S3State, target: { readonly bucket: string; readonly key: string }): Copy {
  const headers = headersOf(call);
  refuseUnknownHeaders(headers, COPY_HEADERS);
  checkSettings(headers);
  const bucket = requireBucket(call, state, target.bucket, headers);
  authorise(call, bucket, 's3:PutObject', target.key);
  const source = requireCopySource(call, state, headers);
  if (source.version.size > MAX_COPY_BYTES) throw errors.invalidRequest(`The specified copy source is larger than the maximum allowable size for a copy source: ${MAX_COPY_BYTES}`);
  const metadata = directive(headers, 'x-amz-metadata-directive');
  const same = source.bucket.id === bucket.id && source.version.key === target.key && !(headers['x-amz-copy-source'] ?? '').includes('?versionId=');
  if (same && metadata === 'COPY' && headers['x-amz-storage-class'] === undefined && headers['x-amz-website-redirect-location'] === undefined && headers['x-amz-server-side-encryption'] === undefined) {
    throw errors.invalidRequest('This copy request is illegal because it is trying to copy an object to itself without changing the object\'s metadata, storage class, website redirect location or encryption attributes.');
  }
  const tags = copiedTags(call, { headers, bucket, key: target.key, source });
  requireLockHeaders(call, bucket, target.key, headers);
  const encryption = wantedEncryption(call, bucket, headers);
  const stored = metadata === 'COPY' ? withEncryption(inheritedHeaders(source.version.headers, headers), encryption) : storedHeaders(headers, encryption);
  return { bucket, key: target.key, headers, source, stored, tags, encryption };
}

function commit(call: Call, state: S3State, copy: Copy, body: CopiedBody): FastAnswer {
  const { key, headers, source } = copy;
  const modified = call.time.nowMicros();
  const versionId = state.change(() => {
    // The bucket may have gone or changed while the bytes were read.
    const bucket = state.buckets.again(copy.bucket);
    if (headers['if-none-match'] !== undefined || headers['if-match'] !== undefined) requireWriteConditions(state.versions.current(bucket.id, key), headers, key);
    return writeVersion(state, bucket, {
      bucket: bucket.id, key, marker: 0, size: source.version.size, etag: body.etag, modified,
      blob: body.place(), parts: null, headers: copy.stored, tags: copy.tags, sums: body.sums === null ? null : JSON.stringify(body.sums),
    }, 's3:ObjectCreated:Copy');
  });
  const sourceId = toldVersionId(source.bucket, source.version);
  return xmlAnswer('CopyObjectResult', [['ETag', `"${body.etag}"`], ['LastModified', isoSeconds(modified)], ...checksumMembers(body.sums)], {
    ...encryptionHeaders(copy.encryption), ...versionHeader(versionId), ...(sourceId === null ? {} : { 'x-amz-copy-source-version-id': sourceId }),
  });
}

/** Reads the source through, because its parts become one body, or another checksum or key is wanted. */
async function copyBytes(call: Call, state: S3State, copy: Copy, algorithm: ChecksumAlgorithm): Promise<FastAnswer> {
  const checks = streamedChecksums({ algorithm, value: null, trailing: false });
  const wrap = copy.encryption && keyWrap(call.keys, copy.encryption);
  const { staged } = await stageBody(state, openBody(call, state, copy.source.version).stream(), { observers: checks.observers, wrap });
  try {
    const { md5, sums } = checks.finish({});
    return commit(call, state, copy, { place: () => state.blobs.place(staged), etag: etagOf(md5.toString('hex'), wrap), sums });
  } catch (error) {
    discardStaged(staged);
    throw error;
  }
}

function copiedTags(call: Call, copy: Pick<Copy, 'headers' | 'bucket' | 'key' | 'source'>): string | null {
  const { headers, bucket, key, source } = copy;
  const replace = directive(headers, 'x-amz-tagging-directive') === 'REPLACE';
  const tags = replace ? storedTags(headers['x-amz-tagging']) : source.version.tags;
  if (!replace && tags !== null) authorise(call, source.bucket, headers['x-amz-copy-source']?.includes('?versionId=') ? 's3:GetObjectVersionTagging' : 's3:GetObjectTagging', source.version.key);
  if (tags !== null) authorise(call, bucket, 's3:PutObjectTagging', key);
  return tags;
}

/** COPY keeps the source's headers; storage class, redirect and lock are never inherited. */
function inheritedHeaders(sourceHeaders: string, headers: Readonly<Record<string, string>>): string {
  const given = ['x-amz-storage-class', 'x-amz-website-redirect-location', ...LOCK_HEADERS] as const;
  if (!sourceHeaders.includes('"x-amz-storage-class"') && !sourceHeaders.includes('"x-amz-website') && !sourceHeaders.includes('"x-amz-object-lock') && given.every((name) => headers[name] === undefined)) return sourceHeaders;
  const kept = JSON.parse(sourceHeaders) as Record<string, string>;
  for (const name of given) {
    delete kept[name];
    const value = headers[name];
    if (value !== undefined && value !== 'STANDARD') kept[name] = value;
  }
  return JSON.stringify(kept);
}

function directive(headers: Readonly<Record<string, string>>, name: string): 'COPY' | 'REPLACE' {
  const value = headers[name] ?? 'COPY';
  if (value === 'COPY' || value === 'REPLACE') return value;
  throw errors.invalidArgument(`Unknown ${name === 'x-amz-metadata-directive' ? 'metadata' : 'tagging'} directive.`, name, value);
}

function wantedAlgorithm(headers: Readonly<Record<string, string>>): ChecksumAlgorithm | null {
  const wanted = headers['x-amz-checksum-algorithm'];
  if (wanted === undefined) return null;
  const algorithm = CHECKSUM_ALGORITHMS.find((name) => name === wanted.toUpperCase());
  if (!algorithm) throw errors.notImplemented(`x-amz-checksum-algorithm: ${wanted}`);
  return algorithm;
}
