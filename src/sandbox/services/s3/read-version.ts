import type { Call } from '../../service.ts';
import { httpDate } from './dates.ts';
import { authorise, missingKey } from './access.ts';
import { toldVersionId } from './answers.ts';
import type { Bucket } from './bucket.ts';
import { errors } from './errors.ts';
import type { S3State } from './state.ts';
import { seqOfVersionId } from './version-id.ts';
import type { Version } from './version-rows.ts';

/** The actions that reading something of an object needs, without and with a version id. */
export interface ReadActions {
  readonly current: string;
  readonly version: string;
}

/**
 * The version that a read names: the current one or one by id. Authorises first.
 * Throws NoSuchKey (with x-amz-delete-marker where a marker hides the object), NoSuchVersion, or MethodNotAllowed for a marker's own id.
 */
export function requireVersion(call: Call, state: S3State, at: { readonly bucket: Bucket; readonly key: string; readonly versionId: string | undefined }, actions: ReadActions): Version {
  const { bucket, key, versionId } = at;
  authorise(call, bucket, versionId === undefined ? actions.current : actions.version, key);
  if (versionId === undefined) return requireCurrent(call, state, bucket, key);
  checkVersionId(versionId);
  const row = state.versions.byId(bucket.id, key, versionId);
  if (!row) throw missingKey(call, bucket, errors.noSuchVersion(key, versionId));
  if (row.marker === 0) return row;
  markerHeaders(call, bucket, row);
  call.setHeader('Allow', 'DELETE');
  call.setHeader('Last-Modified', httpDate(row.modified));
  throw errors.methodNotAllowed(call.method, 'DeleteMarker');
}

/** Throws InvalidArgument for text that is no version id. */
export function checkVersionId(versionId: string): void {
  if (versionId === '') throw errors.invalidArgument('Version id cannot be the empty string', 'versionId', versionId);
  if (versionId !== 'null' && seqOfVersionId(versionId) === null) throw errors.invalidArgument('Invalid version id specified', 'versionId', versionId);
}

function requireCurrent(call: Call, state: S3State, bucket: Bucket, key: string): Version {
  const row = state.versions.current(bucket.id, key);
  if (row && row.marker === 0) return row;
  if (row) markerHeaders(call, bucket, row);
  throw missingKey(call, bucket, errors.noSuchKey(key));
}

function markerHeaders(call: Call, bucket: Bucket, row: Version): void {
  call.setHeader('x-amz-delete-marker', 'true');
  const versionId = toldVersionId(bucket, row);
  if (versionId !== null) call.setHeader('x-amz-version-id', versionId);
}
