import { BLOB_TABLES } from '../../blobs/tables.ts';
import { S3_BACKUP_TABLES } from './backup/tables.ts';

/**
 * Tables of S3. A version's place in its key's chain is `seq`: the newest is the current one, so that a put is one insert and an undelete one delete.
 * Times are microseconds of drill time. `headers` holds what a GET answers (content-type, x-amz-meta-* ...) as JSON.
 */
export const S3_TABLES = `${BLOB_TABLES}
CREATE TABLE IF NOT EXISTS s3_bucket (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  created INTEGER NOT NULL,
  versioning TEXT NOT NULL DEFAULT '',
  policy TEXT,
  settings TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS s3_name_hold (
  name TEXT PRIMARY KEY,
  until INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS s3_version (
  seq INTEGER PRIMARY KEY,
  bucket INTEGER NOT NULL,
  key TEXT NOT NULL,
  version TEXT NOT NULL,
  marker INTEGER NOT NULL,
  size INTEGER NOT NULL,
  etag TEXT NOT NULL,
  modified INTEGER NOT NULL,
  blob INTEGER,
  parts TEXT,
  headers TEXT NOT NULL,
  tags TEXT,
  sums TEXT
);
CREATE UNIQUE INDEX IF NOT EXISTS s3_version_order ON s3_version (bucket, key, seq DESC);
CREATE INDEX IF NOT EXISTS s3_version_marker ON s3_version (bucket, key) WHERE marker = 1;
CREATE TABLE IF NOT EXISTS s3_upload (
  id TEXT PRIMARY KEY,
  bucket INTEGER NOT NULL,
  key TEXT NOT NULL,
  initiated INTEGER NOT NULL,
  initiator TEXT NOT NULL,
  headers TEXT NOT NULL,
  tags TEXT,
  algorithm TEXT,
  checksum_type TEXT
);
CREATE UNIQUE INDEX IF NOT EXISTS s3_upload_order ON s3_upload (bucket, key, initiated, id);
CREATE TABLE IF NOT EXISTS s3_part (
  upload TEXT NOT NULL,
  number INTEGER NOT NULL,
  size INTEGER NOT NULL,
  etag TEXT NOT NULL,
  modified INTEGER NOT NULL,
  blob INTEGER NOT NULL,
  sums TEXT,
  PRIMARY KEY (upload, number)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS s3_event (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  name TEXT NOT NULL,
  bucket TEXT NOT NULL,
  key TEXT NOT NULL,
  version TEXT,
  size INTEGER,
  etag TEXT,
  targets TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS s3_replication (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  bucket INTEGER NOT NULL,
  key TEXT NOT NULL,
  version TEXT NOT NULL,
  role TEXT NOT NULL,
  destination TEXT NOT NULL,
  target TEXT NOT NULL,
  failed INTEGER NOT NULL DEFAULT 0,
  due INTEGER
);
CREATE INDEX IF NOT EXISTS s3_replication_due ON s3_replication (due) WHERE due IS NOT NULL;
CREATE INDEX IF NOT EXISTS s3_replication_key ON s3_replication (bucket, key);
CREATE TABLE IF NOT EXISTS s3_access_log (
  seq INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  target TEXT NOT NULL,
  prefix TEXT NOT NULL,
  atMicros INTEGER NOT NULL,
  line TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS s3_access_log_at ON s3_access_log (atMicros);
CREATE TABLE IF NOT EXISTS s3_lifecycle_run (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  midnight INTEGER NOT NULL
);
${S3_BACKUP_TABLES}`;
