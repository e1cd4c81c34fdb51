import { uuid } from '#kit/ids';
import type { Call } from '../../../service.ts';
import { authorise, requireBucket } from '../access.ts';
import type { Bucket } from '../bucket.ts';
import type { ChecksumAlgorithm } from '../checksums/checksum.ts';
import { CHECKSUM_ALGORITHMS } from '../checksums/checksum.ts';
import { encryptionMembers, wantedEncryption } from '../encryption.ts';
import { errors } from '../errors.ts';
import { PUT_HEADERS, storedHeaders, storedTags } from '../object-headers.ts';
import { requireLockHeaders } from '../object-lock.ts';
import { checkedKey, headersOf, refuseUnknownHeaders, text } from '../request.ts';
import type { S3State } from '../state.ts';
import { stateOf } from '../state.ts';
import type { Upload } from '../upload-rows.ts';

type Input = Readonly<Record<string, unknown>>;

const CREATE_HEADERS = new Set([...[...PUT_HEADERS].filter((name) => !/^x-amz-checksum-(crc|sha|md5)/.test(name)), 'x-amz-checksum-algorithm', 'x-amz-checksum-type']);

/** CreateMultipartUpload: opens an upload; headers, tags and checksum kind of the later object are fixed now. */
export function createMultipartUpload(call: Call, input: Input): object {
  const state = stateOf(call.catalogue);
  const headers = headersOf(call);
  refuseUnknownHeaders(headers, CREATE_HEADERS);
  const key = checkedKey(text(input, 'Key') ?? '');
  const bucket = requireBucket(call, state, text(input, 'Bucket') ?? '', headers);
  authorise(call, bucket, 's3:PutObject', key);
  const tags = storedTags(headers['x-amz-tagging']);
  if (tags !== null) authorise(call, bucket, 's3:PutObjectTagging', key);
  requireLockHeaders(call, bucket, key, headers);
  const encryption = wantedEncryption(call, bucket, headers);
  const sums = wantedChecksum(headers);
  const id = `${uuid()}${uuid()}`.replaceAll('-', '');
  const upload: Upload = {
    id, bucket: bucket.id, key, initiated: call.time.nowMicros(), initiator: call.caller.arn, headers: storedHeaders(headers, encryption), tags,
    algorithm: sums?.algorithm ?? null, checksum_type: sums?.type ?? null,
  };
  state.change(() => state.uploads.add(upload));
  return {
    Bucket: bucket.name, Key: key, UploadId: id, ...encryptionMembers(encryption),
    ...(sums ? { ChecksumAlgorithm: sums.algorithm, ChecksumType: sums.type } : {}),
  };
}

/** AbortMultipartUpload: throws the parts away. */
export function abortMultipartUpload(call: Call, input: Input): void {
  if (input['IfMatchInitiatedTime'] !== undefined) throw errors.notImplemented('x-amz-if-match-initiated-time');
  const { state, upload } = requireUpload(call, input, 's3:AbortMultipartUpload');
  state.change(() => dropUpload(state, upload));
}

/** Removes an upload with the bytes of its parts. Inside a change. */
export function dropUpload(state: S3State, upload: Upload): void {
  for (const part of state.uploads.parts(upload.id)) state.blobs.release(part.blob);
  state.uploads.remove(upload.id);
}

/** The upload that a request names, when its caller may do `action` on its key. Throws NoSuchUpload. */
export function requireUpload(call: Call, input: Input, action: string): { readonly state: S3State; readonly bucket: Bucket; readonly upload: Upload } {
  const state = stateOf(call.catalogue);
  const key = text(input, 'Key') ?? '';
  const bucket = requireBucket(call, state, text(input, 'Bucket') ?? '');
  authorise(call, bucket, action, key);
  const id = text(input, 'UploadId') ?? '';
  const upload = state.uploads.find(bucket.id, key, id);
  if (!upload) throw errors.noSuchUpload(id);
  return { state, bucket, upload };
}

/** CRC64NVME is always over the whole object, SHA and MD5 never; CRC32 and CRC32C over the parts' checksums unless asked. */
function wantedChecksum(headers: Readonly<Record<string, string>>): { readonly algorithm: ChecksumAlgorithm; readonly type: 'FULL_OBJECT' | 'COMPOSITE' } | null {
  const name = headers['x-amz-checksum-algorithm'];
  const type = headers['x-amz-checksum-type'];
  if (name === undefined) {
    if (type !== undefined) throw errors.invalidRequest('The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.');
    return null;
  }
  const algorithm = CHECKSUM_ALGORITHMS.find((known) => known === name.toUpperCase());
  if (!algorithm) throw errors.notImplemented(`x-amz-checksum-algorithm: ${name}`);
  const given = type?.toUpperCase() ?? (algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE');
  const wrong = (given === 'FULL_OBJECT' && !algorithm.startsWith('CRC')) || (given === 'COMPOSITE' && algorithm === 'CRC64NVME');
  if (given !== 'FULL_OBJECT' && given !== 'COMPOSITE') throw errors.invalidRequest('Value for x-amz-checksum-type header is invalid.');
  if (wrong) throw errors.invalidRequest(`The ${given} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`);
  return { algorithm, type: given };
}
