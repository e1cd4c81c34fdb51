import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { uuid } from '#kit/ids';
import { BackupFailure } from '../../../backup-resource.ts';
import type { Catalogue, KeyRing, SandboxContext } from '../../../service.ts';
import type { S3State } from '../state.ts';
import type { Version } from '../version-rows.ts';
import { blobIds } from '../write-version.ts';
import { sweepKeys, usingKey, wrapKeys } from './vault-keys.ts';

/** An object as a snapshot holds it. */
export type StoredObject = Pick<Version, 'key' | 'size' | 'etag' | 'blob' | 'parts' | 'headers' | 'tags' | 'sums'>;

export interface Snapshot {
  readonly id: string;
  readonly job: string;
  readonly bucket: string;
  readonly key: string;
  readonly blobs: string;
  readonly objects: number;
  readonly bytes: number;
}

/** What makes a snapshot: of which bucket, for which job, under which key. */
export interface SnapshotOf {
  readonly job: string;
  readonly bucket: string;
  readonly keyArn: string;
  readonly from?: string | null;
}

/**
 * Keeps objects as a snapshot: one more reference to each of their blobs, their keys and the listing under the snapshot's key. `from` is the key of the
 * snapshot they come from. Inside a change.
 */
export function addSnapshot(context: SandboxContext, state: S3State, { job, bucket, keyArn, from = null }: SnapshotOf, objects: readonly StoredObject[]): Snapshot {
  const blobs = [...new Set(objects.flatMap(blobIds))];
  for (const blob of blobs) state.blobs.retain(blob);
  wrapKeys(context, state, objects, { from, to: keyArn });
  const sealed = sealedWith(context.keys, keyArn, zstdCompressSync(JSON.stringify(objects)));
  const snapshot: Snapshot = {
    id: uuid(), job, bucket, key: keyArn, blobs: JSON.stringify(blobs), objects: objects.length, bytes: objects.reduce((sum, { size }) => sum + size, 0),
  };
  context.catalogue.db.prepare('INSERT INTO s3_backup (id, job, bucket, key, listing, blobs, objects, bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
    .run(snapshot.id, job, bucket, keyArn, sealed, snapshot.blobs, snapshot.objects, snapshot.bytes);
  return snapshot;
}

/** Drops a snapshot with its references; nothing when it is gone already. Inside a change. */
export function dropSnapshot({ db }: Catalogue, state: S3State, id: string): void {
  const snapshot = findSnapshot(db, id);
  if (!snapshot) return;
  db.prepare('DELETE FROM s3_backup WHERE id = ?').run(id);
  for (const blob of JSON.parse(snapshot.blobs) as readonly number[]) state.blobs.release(blob);
  sweepKeys({ db });
}

/** Drops what an earlier try of the same job left. Inside a change. */
export function dropSnapshotsOf(catalogue: Catalogue, state: S3State, job: string): void {
  for (const { id } of catalogue.db.prepare('SELECT id FROM s3_backup WHERE job = ?').all(job) as unknown as readonly { readonly id: string }[]) dropSnapshot(catalogue, state, id);
}

export function requireSnapshot({ db }: Catalogue, artifact: string): Snapshot {
  const snapshot = findSnapshot(db, snapshotId(artifact));
  if (!snapshot) throw new BackupFailure('The recovery point does not exist any more.');
  return snapshot;
}

/** The objects of a snapshot; BackupFailure when its key cannot be used. */
export function objectsOf({ catalogue, keys }: Pick<SandboxContext, 'catalogue' | 'keys'>, snapshot: Snapshot): readonly StoredObject[] {
  const { listing } = catalogue.db.prepare('SELECT listing FROM s3_backup WHERE id = ?').get(snapshot.id) as { readonly listing: Uint8Array };
  return JSON.parse(zstdDecompressSync(openedWith(keys, snapshot.key, Buffer.from(listing))).toString()) as readonly StoredObject[];
}

export function artifactOf(snapshot: Pick<Snapshot, 'id'>): string {
  return JSON.stringify({ snapshot: snapshot.id });
}

export function snapshotId(artifact: string): string {
  return (JSON.parse(artifact) as { readonly snapshot: string }).snapshot;
}

function findSnapshot(db: Catalogue['db'], id: string): Snapshot | null {
  return (db.prepare('SELECT id, job, bucket, key, blobs, objects, bytes FROM s3_backup WHERE id = ?').get(id) as Snapshot | undefined) ?? null;
}

function sealedWith(keys: KeyRing, keyArn: string, plain: Buffer): Buffer {
  return usingKey(keyArn, () => keys.seal(keyArn, plain));
}

function openedWith(keys: KeyRing, keyArn: string, sealed: Buffer): Buffer {
  return usingKey(keyArn, () => keys.unseal(keyArn, sealed));
}
