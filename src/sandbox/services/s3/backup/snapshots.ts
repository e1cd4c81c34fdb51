import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { uuid } from '#kit/ids';
import { BackupFailure } from '../../../backup-resource.ts';
import type { Catalogue, SandboxContext } from '../../../service.ts';
import type { S3State } from '../state.ts';
import { copyParts, dropUnheld, objectsIn, storeParts } from './listing-parts.ts';
import type { Part, StoredObject } from './listing-parts.ts';
import { sweepKeys, usingKey } from './vault-keys.ts';

export interface Snapshot {
  readonly id: string;
  readonly job: string;
  readonly bucket: string;
  readonly key: string;
  /** Ids of the parts, in the clear. */
  readonly parts: string;
  readonly objects: number;
  readonly bytes: number;
}

/** What makes a snapshot: of which bucket, for which job, under which key. */
export interface SnapshotOf {
  readonly job: string;
  readonly bucket: string;
  readonly keyArn: string;
}

/** What a snapshot holds. */
export interface Manifest {
  readonly parts: readonly Part[];
  /** Whether nothing of the bucket was left out. */
  readonly whole: boolean;
}

/**
 * Keeps objects as a snapshot: references to their blobs, their keys and the listing under the snapshot's key. `from` is the key of the
 * snapshot they come from. Inside a change.
 */
export function addSnapshot(context: SandboxContext, state: S3State, { from = null, ...of }: SnapshotOf & { readonly from?: string | null }, objects: readonly StoredObject[]): Snapshot {
  return keepSnapshot(context, of, { parts: storeParts(context, state, objects, { to: of.keyArn, from }), whole: false });
}

/** A snapshot of parts that lie under its key. Inside the change in which they were stored. */
export function keepSnapshot({ catalogue, keys }: Pick<SandboxContext, 'catalogue' | 'keys'>, { job, bucket, keyArn }: SnapshotOf, manifest: Manifest): Snapshot {
  const { parts } = manifest;
  const sum = (amount: 'objects' | 'bytes'): number => parts.reduce((all, part) => all + part[amount], 0);
  const snapshot: Snapshot = { id: uuid(), job, bucket, key: keyArn, parts: JSON.stringify(parts.map(({ id }) => id)), objects: sum('objects'), bytes: sum('bytes') };
  const sealed = usingKey(keyArn, () => keys.seal(keyArn, zstdCompressSync(JSON.stringify(manifest))));
  catalogue.db.prepare('INSERT INTO s3_snapshot (id, job, bucket, key, manifest, parts, objects, bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
    .run(snapshot.id, job, bucket, keyArn, sealed, snapshot.parts, snapshot.objects, snapshot.bytes);
  return snapshot;
}

/** The same content under another key: parts that lie there already are not opened. Inside a change. */
export function copiedSnapshot(context: SandboxContext, state: S3State, { source, job, keyArn }: { readonly source: Snapshot; readonly job: string; readonly keyArn: string }): Snapshot {
  const { parts, whole } = manifestOf(context, source);
  return keepSnapshot(context, { job, bucket: source.bucket, keyArn }, { parts: copyParts(context, state, parts, { from: source.key, to: keyArn }), whole });
}

/** Drops a snapshot with its references; nothing when it is gone already. Inside a change. */
export function dropSnapshot({ db }: Catalogue, state: S3State, id: string): void {
  const snapshot = findSnapshot({ db }, id);
  if (!snapshot) return;
  db.prepare('DELETE FROM s3_snapshot WHERE id = ?').run(id);
  dropUnheld({ db }, state, { key: snapshot.key, parts: JSON.parse(snapshot.parts) as readonly number[] });
  sweepKeys({ db });
}

/** Drops what an earlier try of the same job left. Inside a change. */
export function dropSnapshotsOf(catalogue: Catalogue, state: S3State, job: string): void {
  for (const { id } of catalogue.db.prepare('SELECT id FROM s3_snapshot WHERE job = ?').all(job) as unknown as readonly { readonly id: string }[]) dropSnapshot(catalogue, state, id);
}

export function requireSnapshot(catalogue: Catalogue, artifact: string): Snapshot {
  const snapshot = findSnapshot(catalogue, snapshotId(artifact));
  if (!snapshot) throw new BackupFailure('The recovery point does not exist any more.');
  return snapshot;
}

/** The objects of a snapshot; BackupFailure when its key cannot be used. */
export function objectsOf(context: Pick<SandboxContext, 'catalogue' | 'keys'>, snapshot: Snapshot): readonly StoredObject[] {
  return manifestOf(context, snapshot).parts.flatMap((part) => objectsIn(context, part, snapshot.key));
}

/** What a snapshot consists of; BackupFailure when its key cannot be used. */
export function manifestOf({ catalogue, keys }: Pick<SandboxContext, 'catalogue' | 'keys'>, snapshot: Snapshot): Manifest {
  const { manifest } = catalogue.db.prepare('SELECT manifest FROM s3_snapshot WHERE id = ?').get(snapshot.id) as { readonly manifest: Uint8Array };
  return JSON.parse(zstdDecompressSync(usingKey(snapshot.key, () => keys.unseal(snapshot.key, Buffer.from(manifest)))).toString()) as Manifest;
}

export function artifactOf(snapshot: Pick<Snapshot, 'id'>): string {
  return JSON.stringify({ snapshot: snapshot.id });
}

export function snapshotId(artifact: string): string {
  return (JSON.parse(artifact) as { readonly snapshot: string }).snapshot;
}

export function findSnapshot({ db }: Pick<Catalogue, 'db'>, id: string): Snapshot | null {
  return (db.prepare('SELECT id, job, bucket, key, parts, objects, bytes FROM s3_snapshot WHERE id = ?').get(id) as Snapshot | undefined) ?? null;
}
