import { BLOB_TABLES } from '../../blobs/tables.ts';
import { ACCESS_POINTS, FILE_SYSTEMS, MOUNT_TARGETS } from './model.ts';

/**
 * Tables of EFS. A snapshot is a tree of folders: each folder is one piece that names its entries and the pieces of their bytes, so that a
 * folder nobody touched costs nothing more in the next snapshot. Pieces are sealed under a key and found by the digest of what is inside.
 * `children` names the pieces that a folder refers to in the clear: a snapshot whose key is gone can still be deleted. `efs_last` names the newest
 * tree of a file system, to which the next backup is compared; it holds no reference, and numbers of pieces are never used again. Nor does `efs_twin`, which
 * names the copy of a folder under another key: it goes with either of them.
 */
export const EFS_TABLES = `${BLOB_TABLES}${FILE_SYSTEMS.ddl}${MOUNT_TARGETS.ddl}${ACCESS_POINTS.ddl}
CREATE TABLE IF NOT EXISTS efs_piece (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL,
  digest TEXT NOT NULL,
  blob INTEGER NOT NULL,
  refs INTEGER NOT NULL,
  children TEXT,
  UNIQUE (key, digest)
) STRICT;
CREATE TABLE IF NOT EXISTS efs_snapshot (
  id TEXT PRIMARY KEY,
  job TEXT NOT NULL,
  key TEXT NOT NULL,
  root INTEGER,
  early INTEGER,
  due INTEGER,
  files INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  source TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS efs_snapshot_job ON efs_snapshot (job);
CREATE INDEX IF NOT EXISTS efs_snapshot_due ON efs_snapshot (due) WHERE due IS NOT NULL;
CREATE TABLE IF NOT EXISTS efs_held (
  snapshot TEXT NOT NULL,
  piece INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS efs_held_snapshot ON efs_held (snapshot);
CREATE TABLE IF NOT EXISTS efs_last (
  system TEXT NOT NULL,
  key TEXT NOT NULL,
  root INTEGER NOT NULL,
  PRIMARY KEY (system, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS efs_twin (
  piece INTEGER NOT NULL,
  key TEXT NOT NULL,
  twin INTEGER NOT NULL,
  PRIMARY KEY (piece, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS efs_twin_other ON efs_twin (twin);
CREATE TABLE IF NOT EXISTS efs_restore (
  job TEXT PRIMARY KEY,
  plan TEXT NOT NULL,
  state TEXT NOT NULL,
  due INTEGER,
  message TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS efs_restore_due ON efs_restore (due) WHERE due IS NOT NULL;
`;
