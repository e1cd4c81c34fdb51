import { hash } from 'node:crypto';
import type { Call } from '../../../service.ts';
import { AwsError } from '../../../service.ts';
import { requireBucket } from '../access.ts';
import type { Bucket } from '../bucket.ts';
import { announcedChecksum, verifyBytes, verifyContentMd5 } from '../checksums/request-checksum.ts';
import { errors } from '../errors.ts';
import { requireUnlocked } from '../object-lock.ts';
import { checkedKey, headersOf, refuseUnknownHeaders } from '../request.ts';
import type { S3State } from '../state.ts';
import { stateOf } from '../state.ts';
import { authoriseDelete, deleteOne, requireDeleteConditions } from './delete-object.ts';
import type { Deleted } from './delete-object.ts';

interface Wanted {
  readonly Key?: unknown;
  readonly VersionId?: unknown;
  readonly ETag?: unknown;
  readonly LastModifiedTime?: unknown;
  readonly Size?: unknown;
}

interface Failed {
  readonly key: string;
  readonly versionId: string | undefined;
  readonly error: AwsError;
}

/** DeleteObjects: up to 1,000 keys or versions in one transaction; each one fails for itself. Quiet answers only failures. */
export function deleteObjects(call: Call, input: Readonly<Record<string, unknown>>): object {
  const state = stateOf(call.catalogue);
  const bucket = requireBucket(call, state, String(input['Bucket']));
  const request = (input['Delete'] ?? {}) as { readonly Objects?: readonly Wanted[]; readonly Quiet?: boolean };
  const objects = request.Objects ?? [];
  verifyRequest(call);
  if (objects.length === 0 || objects.length > 1000) throw errors.malformedXml();
  const deleted: object[] = [];
  const failed: Failed[] = [];
  const atMicros = call.time.nowMicros();
  state.change(() => {
    for (const wanted of objects) {
      const result = tryOne(call, state, bucket, { wanted, atMicros });
      if ('error' in result) failed.push(result);
      else deleted.push(result.told);
    }
  });
  return {
    ...(request.Quiet ? {} : { Deleted: deleted }),
    Errors: failed.map(({ key, versionId, error }) => ({ Key: key, ...(versionId === undefined ? {} : { VersionId: versionId }), Code: error.code, Message: error.message })),
  };
}

function tryOne(call: Call, state: S3State, bucket: Bucket, { wanted, atMicros }: { readonly wanted: Wanted; readonly atMicros: number }): Failed | { readonly told: object } {
  if (typeof wanted.Key !== 'string' || wanted.Key === '') throw errors.malformedXml();
  const key = wanted.Key;
  const versionId = wanted.VersionId === undefined || wanted.VersionId === '' ? undefined : String(wanted.VersionId);
  try {
    checkedKey(key);
    if (wanted.LastModifiedTime !== undefined || wanted.Size !== undefined) throw errors.notImplemented('Delete.Object.LastModifiedTime and Size, which only directory buckets take');
    authoriseDelete(call, bucket, key, versionId);
    requireUnlocked(call, state, bucket, { key, versionId, headers: headersOf(call) });
    requireDeleteConditions(state, bucket, { key, versionId, ifMatch: wanted.ETag === undefined ? undefined : String(wanted.ETag) });
    return { told: telling(key, versionId, deleteOne(state, bucket, { key, versionId, atMicros })) };
  } catch (error) {
    if (error instanceof AwsError) return { key, versionId, error };
    throw error;
  }
}

function telling(key: string, versionId: string | undefined, deleted: Deleted): object {
  return {
    Key: key,
    ...(versionId === undefined ? {} : { VersionId: versionId }),
    ...(deleted.marker ? { DeleteMarker: true, ...(deleted.versionId === null ? {} : { DeleteMarkerVersionId: deleted.versionId }) } : {}),
  };
}

/** S3 insists on a checksum or Content-MD5 here. */
function verifyRequest(call: Call): void {
  const headers = headersOf(call);
  refuseUnknownHeaders(headers, KNOWN);
  const announced = announcedChecksum(headers);
  if (headers['content-md5'] === undefined && announced.value === null && !announced.trailing) throw errors.invalidRequest('Missing required header for this request: Content-MD5 OR x-amz-checksum-*');
  if (call.body === null) return;
  verifyContentMd5(headers['content-md5'], hash('md5', call.body, 'hex'));
  verifyBytes(call.body, announced, call.trailers);
}

const KNOWN = new Set([
  'x-amz-mfa', 'x-amz-bypass-governance-retention', 'x-amz-checksum-crc32', 'x-amz-checksum-crc32c', 'x-amz-checksum-crc64nvme', 'x-amz-checksum-sha1', 'x-amz-checksum-sha256',
  'x-amz-checksum-sha512', 'x-amz-checksum-md5',
]);
