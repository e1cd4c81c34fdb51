import { hash } from 'node:crypto';
import type { Call } from '../../../service.ts';
import { checksumMembers } from '../answers.ts';
import { checksumOf } from '../checksums/checksum.ts';
import { combineCrc } from '../checksums/combine-crc.ts';
import { checksumHeader } from '../checksums/request-checksum.ts';
import { requireWriteConditions } from '../conditions.ts';
import { encryptionMembers, storedEncryption } from '../encryption.ts';
import { errors } from '../errors.ts';
import { headersOf } from '../request.ts';
import type { Part, Upload } from '../upload-rows.ts';
import type { Checksums, StoredPart } from '../version-rows.ts';
import { writeVersion } from '../write-version.ts';
import { requireUpload } from './multipart.ts';

type Input = Readonly<Record<string, unknown>>;

const MIN_PART_BYTES = 5 * 1024 * 1024;

/** CompleteMultipartUpload: the listed parts become one object; the others are thrown away. */
export function completeMultipartUpload(call: Call, input: Input): object {
  const { state, bucket, upload } = requireUpload(call, input, 's3:PutObject');
  const headers = headersOf(call);
  const parts = chosenParts(state.uploads.parts(upload.id), upload, input);
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  const announced = input['MpuObjectSize'];
  if (announced !== undefined && Number(announced) !== size) throw errors.invalidRequest(`The provided 'x-amz-mp-object-size' header value ${String(announced)} does not match what was computed: ${size}`);
  const sums = wholeChecksum(upload, parts);
  verifyWhole(sums, headers);
  const etag = `${hash('md5', Buffer.concat(parts.map((part) => Buffer.from(part.etag, 'hex'))), 'hex')}-${parts.length}`;
  const chosen = new Set(parts.map((part) => part.number));
  const versionId = state.change(() => {
    requireWriteConditions(state.versions.current(bucket.id, upload.key), headers, upload.key);
    for (const part of state.uploads.parts(upload.id)) if (!chosen.has(part.number)) state.blobs.release(part.blob);
    state.uploads.remove(upload.id);
    return writeVersion(state, bucket, {
      bucket: bucket.id, key: upload.key, marker: 0, size, etag, modified: call.time.nowMicros(), blob: null, parts: JSON.stringify(parts.map(stored)),
      headers: upload.headers, tags: upload.tags, sums: sums === null ? null : JSON.stringify(sums),
    }, 's3:ObjectCreated:CompleteMultipartUpload');
  });
  return {
    Location: `${call.url.origin}${call.rawPath}`, Bucket: bucket.name, Key: upload.key, ETag: `"${etag}"`, ...encryptionMembers(storedEncryption(upload.headers)),
    ...Object.fromEntries(checksumMembers(sums)), ...(versionId === null ? {} : { VersionId: versionId }),
  };
}

function stored(part: Part): StoredPart {
  return { number: part.number, size: part.size, blob: part.blob, sums: sumsOfPart(part) };
}

/** The listed parts, in order, as they were uploaded. Throws MalformedXML, InvalidPartOrder, InvalidPart, EntityTooSmall. */
function chosenParts(uploaded: readonly Part[], upload: Upload, input: Input): readonly Part[] {
  const listed = ((input['MultipartUpload'] ?? {}) as { readonly Parts?: readonly Input[] }).Parts ?? [];
  if (listed.length === 0) throw errors.malformedXml();
  const byNumber = new Map(uploaded.map((part) => [part.number, part]));
  let last = 0;
  const parts = listed.map((entry) => {
    const number = Number(entry['PartNumber']);
    if (number <= last) throw errors.invalidPartOrder(upload.id);
    last = number;
    const part = byNumber.get(number);
    const etag = String(entry['ETag'] ?? '').replaceAll('"', '');
    if (!part || part.etag !== etag || !sameChecksum(part, entry)) throw errors.invalidPart(upload.id, number, etag);
    return part;
  });
  const small = parts.slice(0, -1).find((part) => part.size < MIN_PART_BYTES);
  if (small) throw errors.entityTooSmall(small.size, small.number, small.etag);
  return parts;
}

function sameChecksum(part: Part, entry: Input): boolean {
  const sums = sumsOfPart(part);
  const given = Object.entries(entry).find(([name, value]) => name.startsWith('Checksum') && typeof value === 'string');
  return given === undefined || (sums !== null && given[0] === `Checksum${sums.algorithm}` && given[1] === sums.value);
}

/** The object's checksum: over the parts' checksums, or over all bytes by combining the parts' CRCs. */
function wholeChecksum(upload: Upload, parts: readonly Part[]): Checksums | null {
  const all = parts.map((part) => ({ size: part.size, sums: sumsOfPart(part) }));
  const algorithm = all[0]?.sums?.algorithm;
  if (algorithm === undefined || all.some((part) => part.sums?.algorithm !== algorithm)) return null;
  const values = all.map((part) => ({ size: part.size, value: part.sums?.value ?? '' }));
  if (upload.checksum_type === 'COMPOSITE') {
    return { algorithm, value: `${checksumOf(algorithm, Buffer.concat(values.map(({ value }) => Buffer.from(value, 'base64'))))}-${parts.length}`, type: 'COMPOSITE' };
  }
  const value = combineCrc(algorithm, values);
  return value === null ? null : { algorithm, value, type: 'FULL_OBJECT' };
}

function verifyWhole(sums: Checksums | null, headers: Readonly<Record<string, string>>): void {
  const type = headers['x-amz-checksum-type'];
  if (type !== undefined && sums !== null && type !== sums.type) throw errors.invalidRequest('The upload was created using a different checksum type. The complete request must include the same checksum type.');
  const given = sums === null ? undefined : headers[checksumHeader(sums.algorithm)];
  if (sums !== null && given !== undefined && given !== sums.value && given !== sums.value.replace(/-\d+$/, '')) throw errors.badDigest(sums.algorithm);
}

function sumsOfPart(part: Part): Checksums | null {
  return part.sums === null ? null : (JSON.parse(part.sums) as Checksums);
}
