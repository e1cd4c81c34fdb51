import type { Call, FastAnswer } from '../../../service.ts';
import type { BodyKeyWrap } from '../../../blobs/sealed-body.ts';
import { discardStaged } from '../../../blobs/stage-body.ts';
import { authorise, requireBucket } from '../access.ts';
import { checksumHeaders, checksumMembers, emptyAnswer, toldVersionId, xmlAnswer } from '../answers.ts';
import type { Bucket } from '../bucket.ts';
import { announcedChecksum, streamedChecksums } from '../checksums/request-checksum.ts';
import { COPY_SOURCE_HEADERS, requireCopySource } from '../copy-source.ts';
import { isoSeconds } from '../dates.ts';
import { encryptionHeaders, keyWrap, requireKey, storedEncryption, type Encryption } from '../encryption.ts';
import { errors } from '../errors.ts';
import { PUT_HEADERS } from '../object-headers.ts';
import { openBody } from '../open-body.ts';
import { copySourceRange } from '../range.ts';
import { etagOf, receiveBytes, receiveStream, stageBody } from '../request-body.ts';
import type { ReceivedBody } from '../request-body.ts';
import { headersOf, refuseUnknownHeaders } from '../request.ts';
import type { S3State } from '../state.ts';
import { stateOf } from '../state.ts';
import type { Upload } from '../upload-rows.ts';

const PART_HEADERS = new Set([...PUT_HEADERS].filter((name) => name.startsWith('x-amz-checksum-')));
const PART_COPY_HEADERS = new Set([...COPY_SOURCE_HEADERS, 'x-amz-copy-source-range']);
const MAX_PART_BYTES = 5 * 1024 ** 3;

interface PartTarget {
  readonly bucket: Bucket;
  readonly upload: Upload;
  readonly number: number;
  readonly encryption: Encryption | null;
  readonly wrap: BodyKeyWrap | null;
}

/** UploadPart: a part of a multipart upload, or its replacement. */
export async function uploadPart(call: Call, at: { readonly bucket: string; readonly key: string }): Promise<FastAnswer> {
  const state = stateOf(call.catalogue);
  const headers = headersOf(call);
  refuseUnknownHeaders(headers, PART_HEADERS);
  const target = requireTarget(call, state, at, headers);
  requireAlgorithm(target.upload, headers);
  const fallback = target.upload.algorithm ?? 'CRC64NVME';
  const terms = { headers, fallback, wrap: target.wrap };
  const body = call.body === null && call.stream !== null ? await receiveStream(call, state, terms) : receiveBytes(call, call.body ?? Buffer.alloc(0), terms);
  keepPart(call, state, target, body);
  const told = target.upload.algorithm === null && announcedChecksum(headers).value === null ? null : body.sums;
  return emptyAnswer(200, { ETag: `"${body.etag}"`, ...encryptionHeaders(target.encryption), ...checksumHeaders(told) });
}

/** UploadPartCopy: a part from the bytes, or a range of the bytes, of another object. */
export async function uploadPartCopy(call: Call, at: { readonly bucket: string; readonly key: string }): Promise<FastAnswer> {
  const state = stateOf(call.catalogue);
  const headers = headersOf(call);
  refuseUnknownHeaders(headers, PART_COPY_HEADERS);
  const target = requireTarget(call, state, at, headers);
  const source = requireCopySource(call, state, headers);
  const given = headers['x-amz-copy-source-range'];
  const range = given === undefined ? { start: 0, end: source.version.size - 1 } : copySourceRange(given, source.version.size);
  if (range.end - range.start + 1 > MAX_PART_BYTES) throw errors.invalidRequest(`The specified copy source is larger than the maximum allowable size for a copy source: ${MAX_PART_BYTES}`);
  const checks = streamedChecksums({ algorithm: target.upload.algorithm ?? 'CRC64NVME', value: null, trailing: false });
  const { staged, plainBytes } = await stageBody(state, openBody(call, state, source.version).stream(range), { observers: checks.observers, wrap: target.wrap });
  const { md5, sums } = checks.finish({});
  const etag = etagOf(md5.toString('hex'), target.wrap);
  const modified = keepPart(call, state, target, { staged, sizeBytes: plainBytes, etag, sums });
  const sourceId = toldVersionId(source.bucket, source.version);
  return xmlAnswer('CopyPartResult', [['ETag', `"${etag}"`], ['LastModified', isoSeconds(modified)], ...checksumMembers(target.upload.algorithm === null ? null : sums).slice(0, 1)], {
    ...encryptionHeaders(target.encryption), ...(sourceId === null ? {} : { 'x-amz-copy-source-version-id': sourceId }),
  });
}

function requireTarget(call: Call, state: S3State, at: { readonly bucket: string; readonly key: string }, headers: Readonly<Record<string, string>>): PartTarget {
  const query = call.url.searchParams;
  const number = Number(query.get('partNumber'));
  if (!Number.isInteger(number) || number < 1 || number > 10_000) throw errors.invalidArgument('Part number must be an integer between 1 and 10000, inclusive', 'partNumber', query.get('partNumber') ?? '');
  const bucket = requireBucket(call, state, at.bucket, headers);
  authorise(call, bucket, 's3:PutObject', at.key);
  const uploadId = query.get('uploadId') ?? '';
  const upload = state.uploads.find(bucket.id, at.key, uploadId);
  if (!upload) throw errors.noSuchUpload(uploadId);
  const encryption = storedEncryption(upload.headers);
  if (encryption) requireKey(call, encryption.keyArn, 'encrypt');
  return { bucket, upload, number, encryption, wrap: encryption && keyWrap(call.keys, encryption) };
}

function requireAlgorithm(upload: Upload, headers: Readonly<Record<string, string>>): void {
  const sent = announcedChecksum(headers);
  const given = sent.value !== null || sent.trailing ? sent.algorithm.toLowerCase() : 'null';
  if (upload.algorithm === null || given === upload.algorithm.toLowerCase() || (given === 'null' && upload.checksum_type === 'FULL_OBJECT')) return;
  throw errors.invalidRequest(`Checksum Type mismatch occurred, expected checksum Type: ${upload.algorithm.toLowerCase()}, actual checksum Type: ${given}`);
}

/** Commits a part; an upload that ended while its body arrived keeps nothing. */
function keepPart(call: Call, state: S3State, target: PartTarget, body: ReceivedBody): number {
  const { upload, number } = target;
  const modified = call.time.nowMicros();
  try {
    state.change(() => {
      if (!state.uploads.find(upload.bucket, upload.key, upload.id)) throw errors.noSuchUpload(upload.id);
      const old = state.uploads.part(upload.id, number);
      const blob = state.blobs.place(body.staged);
      state.uploads.putPart({ upload: upload.id, number, size: body.sizeBytes, etag: body.etag, modified, blob, sums: JSON.stringify(body.sums) });
      if (old) state.blobs.release(old.blob);
    });
  } catch (error) {
    discardStaged(body.staged);
    throw error;
  }
  return modified;
}
