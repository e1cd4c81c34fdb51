import type { Call, FastAnswer } from '../../../service.ts';
import { authorise, requireBucket } from '../access.ts';
import { emptyAnswer, toldVersionId } from '../answers.ts';
import type { Bucket } from '../bucket.ts';
import { etagMatches } from '../conditions.ts';
import { errors } from '../errors.ts';
import { notify } from '../notify.ts';
import { requireUnlocked } from '../object-lock.ts';
import { checkVersionId } from '../read-version.ts';
import { headersOf, refuseUnknownHeaders } from '../request.ts';
import type { S3State } from '../state.ts';
import { stateOf } from '../state.ts';
import { deleteMarker, dropVersion, writeVersion } from '../write-version.ts';

/** x-amz-mfa is ignored by S3 where MFA delete is not on, which is everywhere here. */
const DELETE_HEADERS = new Set(['x-amz-mfa', 'x-amz-bypass-governance-retention']);

/** What a delete did: a version removed, or a marker added. `versionId` is null where versioning was never on. */
export interface Deleted {
  readonly versionId: string | null;
  /** The removed version was a marker, or one was added. */
  readonly marker: boolean;
}

/** DeleteObject: without a version id it hides the object (or removes it while versioning is off), with one it removes that version for good. */
export function deleteObject(call: Call, target: { readonly bucket: string; readonly key: string }): FastAnswer {
  const state = stateOf(call.catalogue);
  const headers = headersOf(call);
  refuseUnknownHeaders(headers, DELETE_HEADERS);
  const bucket = requireBucket(call, state, target.bucket, headers);
  const versionId = call.rawQuery === '' ? undefined : (call.url.searchParams.get('versionId') ?? undefined);
  authoriseDelete(call, bucket, target.key, versionId);
  const deleted = state.change(() => {
    requireUnlocked(call, state, bucket, { key: target.key, versionId, headers });
    requireDeleteConditions(state, bucket, { key: target.key, versionId, ifMatch: headers['if-match'] });
    return deleteOne(state, bucket, { key: target.key, versionId, atMicros: call.time.nowMicros() });
  });
  return emptyAnswer(204, { ...(deleted.versionId === null ? {} : { 'x-amz-version-id': deleted.versionId }), ...(deleted.marker ? { 'x-amz-delete-marker': 'true' } : {}) });
}

/** Throws AccessDenied, or InvalidArgument for a malformed version id. */
export function authoriseDelete(call: Call, bucket: Bucket, key: string, versionId: string | undefined): void {
  if (versionId !== undefined) checkVersionId(versionId);
  authorise(call, bucket, versionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion', key);
}

/** Deletes one key or version as S3 does; what is not there is deleted too. Inside a change. */
export function deleteOne(state: S3State, bucket: Bucket, what: { readonly key: string; readonly versionId: string | undefined; readonly atMicros: number }): Deleted {
  const { key, versionId, atMicros } = what;
  if (versionId !== undefined) return removeVersion(state, bucket, { key, versionId, atMicros });
  if (bucket.versioning !== '') return { versionId: writeVersion(state, bucket, deleteMarker(bucket, key, atMicros), 's3:ObjectRemoved:DeleteMarkerCreated'), marker: true };
  const current = state.versions.current(bucket.id, key);
  if (current) {
    dropVersion(state, current);
    notify(state, bucket, { name: 's3:ObjectRemoved:Delete', key, versionId: null, sizeBytes: null, etag: null, atMicros });
  }
  return { versionId: null, marker: false };
}

function removeVersion(state: S3State, bucket: Bucket, what: { readonly key: string; readonly versionId: string; readonly atMicros: number }): Deleted {
  const row = state.versions.byId(bucket.id, what.key, what.versionId);
  if (!row) return { versionId: what.versionId, marker: false };
  dropVersion(state, row);
  notify(state, bucket, { name: 's3:ObjectRemoved:Delete', key: what.key, versionId: toldVersionId(bucket, row), sizeBytes: null, etag: null, atMicros: what.atMicros });
  return { versionId: what.versionId, marker: row.marker === 1 };
}

/** If-Match of a delete: the object must be there and have this ETag. */
export function requireDeleteConditions(state: S3State, bucket: Bucket, what: { readonly key: string; readonly versionId: string | undefined; readonly ifMatch: string | undefined }): void {
  if (what.ifMatch === undefined) return;
  const row = what.versionId === undefined ? state.versions.current(bucket.id, what.key) : state.versions.byId(bucket.id, what.key, what.versionId);
  if (!row || row.marker === 1) throw errors.noSuchKey(what.key);
  if (!etagMatches(row.etag, what.ifMatch)) throw errors.preconditionFailed('If-Match');
}
