import { uuid } from '#kit/ids';
import { BackupFailure } from '../../../backup-resource.ts';
import type { Catalogue } from '../../../service.ts';
import type { Pieces } from './pieces.ts';

/** What a snapshot is of: enough to tell restore metadata after the file system is gone. */
export interface Source {
  readonly system: string;
  readonly encrypted: boolean;
  readonly keyArn: string | null;
  readonly performanceMode: string;
}

export interface Snapshot {
  readonly id: string;
  readonly job: string;
  readonly key: string;
  /** The root's piece; null while the snapshot is being taken. */
  readonly root: number | null;
  /** Piece that tells what the first look found, held while the snapshot is being taken; null once the second has been taken. */
  readonly early: number | null;
  readonly files: number;
  readonly bytes: number;
  readonly source: Source;
}

/** A row for a snapshot that is being taken, so that everything it holds has an owner. Inside a change. */
export function addSnapshot({ db }: Catalogue, { job, key, source }: Pick<Snapshot, 'job' | 'key' | 'source'>): Snapshot {
  const snapshot: Snapshot = { id: uuid(), job, key, source, root: null, early: null, files: 0, bytes: 0 };
  db.prepare('INSERT INTO efs_snapshot (id, job, key, root, early, files, bytes, source) VALUES (?, ?, ?, NULL, NULL, 0, 0, ?)').run(snapshot.id, job, key, JSON.stringify(source));
  return snapshot;
}

/** Inside a change. */
export function keepSnapshot({ db }: Catalogue, snapshot: Snapshot): Snapshot {
  db.prepare('UPDATE efs_snapshot SET root = ?, early = ?, files = ?, bytes = ? WHERE id = ?').run(snapshot.root, snapshot.early, snapshot.files, snapshot.bytes, snapshot.id);
  return snapshot;
}

/** What it held while it was being taken is referred to by its folders now. Inside a change. */
export function releaseHeld({ db }: Catalogue, pieces: Pieces, id: string): void {
  for (const { piece } of db.prepare('SELECT piece FROM efs_held WHERE snapshot = ?').all(id) as unknown as readonly { readonly piece: number }[]) pieces.release(piece);
  db.prepare('DELETE FROM efs_held WHERE snapshot = ?').run(id);
}

/** Drops a snapshot with all its references; nothing when it is gone already. Inside a change. */
export function dropSnapshot(catalogue: Catalogue, pieces: Pieces, id: string): void {
  const snapshot = findSnapshot(catalogue, id);
  if (!snapshot) return;
  catalogue.db.prepare('DELETE FROM efs_snapshot WHERE id = ?').run(id);
  releaseHeld(catalogue, pieces, id);
  if (snapshot.root !== null) pieces.release(snapshot.root);
}

/** Drops what an earlier try of the same job left. Inside a change. */
export function dropSnapshotsOf(catalogue: Catalogue, pieces: Pieces, job: string): void {
  for (const { id } of catalogue.db.prepare('SELECT id FROM efs_snapshot WHERE job = ?').all(job) as unknown as readonly { readonly id: string }[]) dropSnapshot(catalogue, pieces, id);
}

export function requireSnapshot(catalogue: Catalogue, artifact: string): Snapshot {
  const snapshot = findSnapshot(catalogue, snapshotId(artifact));
  if (!snapshot) throw new BackupFailure('The recovery point does not exist any more.');
  return snapshot;
}

/** The root's piece of a snapshot that has been taken. */
export function rootOf({ root }: Snapshot): number {
  if (root === null) throw new BackupFailure('The recovery point was never completed.');
  return root;
}

export function artifactOf({ id }: Pick<Snapshot, 'id'>): string {
  return JSON.stringify({ snapshot: id });
}

export function snapshotId(artifact: string): string {
  return (JSON.parse(artifact) as { readonly snapshot: string }).snapshot;
}

function findSnapshot({ db }: Catalogue, id: string): Snapshot | null {
  const row = db.prepare('SELECT id, job, key, root, early, files, bytes, source FROM efs_snapshot WHERE id = ?').get(id) as (Omit<Snapshot, 'source'> & { readonly source: string }) | undefined;
  return row ? { ...row, source: JSON.parse(row.source) as Source } : null;
}
