import type { Bucket } from './bucket.ts';
import { notify } from './notify.ts';
import { withDefaultLock } from './object-lock.ts';
import { withStatus, withoutStatus } from './replication/replication-status.ts';
import { wantedTargets } from './replication/wanted-targets.ts';
import type { S3State } from './state.ts';
import type { NewVersion, StoredPart, Version } from './version-rows.ts';

/** Puts a new version on top of its key, as the bucket's versioning has it; returns the id that S3 would tell (null while versioning was never on). Inside a change. */
export function writeVersion(state: S3State, bucket: Bucket, given: NewVersion, event: string): string | null {
  const targets = wantedTargets(bucket, given, event);
  const plain = withoutStatus(given.headers);
  const headers = given.marker === 0 ? withDefaultLock(bucket, plain, given.modified) : plain;
  const row = { ...given, headers: targets.length === 0 ? headers : withStatus(headers, 'PENDING') };
  if (bucket.versioning !== 'Enabled') dropNullVersion(state, bucket, row.key);
  const versionId = state.versions.add(row, bucket.versioning === 'Enabled');
  for (const target of targets) state.replication.add({ bucket: bucket.id, key: row.key, version: versionId, role: bucket.settings.replication?.role ?? '', target, sizeBytes: row.size, atMicros: row.modified });
  const told = bucket.versioning === '' ? null : versionId;
  if (bucket.settings.notification) notify(state, bucket, { name: event, key: row.key, versionId: told, sizeBytes: row.marker ? null : row.size, etag: row.marker ? null : row.etag, atMicros: row.modified });
  return told;
}

/** Removes a version and its references to bytes. Inside a change. */
export function dropVersion(state: S3State, row: Version): void {
  state.versions.remove(row);
  for (const id of blobIds(row)) state.blobs.release(id);
}

/** A delete marker, ready to be written. */
export function deleteMarker(bucket: Bucket, key: string, atMicros: number): NewVersion {
  return { bucket: bucket.id, key, marker: 1, size: 0, etag: '', modified: atMicros, blob: null, parts: null, headers: '{}', tags: null, sums: null };
}

/** The parts of a multipart object, else null. */
export function partsOf(row: Pick<Version, 'parts'>): readonly StoredPart[] | null {
  return row.parts === null ? null : (JSON.parse(row.parts) as readonly StoredPart[]);
}

/** The blobs of a version's body, in order. */
export function blobIds(row: Pick<Version, 'blob' | 'parts'>): readonly number[] {
  if (row.blob !== null) return [row.blob];
  return partsOf(row)?.map((part) => part.blob) ?? [];
}

function dropNullVersion(state: S3State, bucket: Bucket, key: string): void {
  const old = bucket.versioning === '' ? state.versions.current(bucket.id, key) : state.versions.byId(bucket.id, key, 'null');
  if (old) dropVersion(state, old);
}
