/**
 * What AWS Backup keeps of S3. A snapshot's listing lies in parts, each sealed under its key and shared by all snapshots under that key that hold the same
 * there; the bytes are references to the blobs of the objects themselves (`blobs` names each once, in the clear like `parts`, so that a snapshot whose key is
 * gone can still be deleted). `s3_vault_key` holds the keys of sealed bodies once more, under the keys of the snapshots that refer to them: by the digest of
 * the stored bytes, and forgotten with the snapshot after whose end those are gone. `s3_backup_last` is the newest snapshot of a bucket, `s3_backup_touched` the keys that changed since.
 * Parts of an account that was made when their holders were counted lie in `s3_snapshot_part`, and are taken over.
 */
export const S3_BACKUP_TABLES = `
CREATE TABLE IF NOT EXISTS s3_snapshot (
  id TEXT PRIMARY KEY,
  job TEXT NOT NULL,
  bucket TEXT NOT NULL,
  key TEXT NOT NULL,
  parts TEXT NOT NULL,
  objects INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  manifest BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS s3_snapshot_job ON s3_snapshot (job);
CREATE TABLE IF NOT EXISTS s3_listing_part (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL,
  digest TEXT NOT NULL,
  listing BLOB NOT NULL,
  blobs TEXT NOT NULL,
  UNIQUE (key, digest)
);
CREATE TABLE IF NOT EXISTS s3_snapshot_part (id INTEGER PRIMARY KEY, key TEXT, digest TEXT, listing BLOB, blobs TEXT);
INSERT OR IGNORE INTO s3_listing_part (id, key, digest, listing, blobs) SELECT id, key, digest, listing, blobs FROM s3_snapshot_part;
DROP TABLE s3_snapshot_part;
CREATE TABLE IF NOT EXISTS s3_backup_last (
  bucket INTEGER PRIMARY KEY,
  snapshot TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS s3_backup_touched (
  bucket INTEGER NOT NULL,
  key TEXT NOT NULL,
  PRIMARY KEY (bucket, key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS s3_vault_key (
  digest TEXT NOT NULL,
  key TEXT NOT NULL,
  wrapped BLOB NOT NULL,
  PRIMARY KEY (digest, key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS s3_restore (
  job TEXT PRIMARY KEY,
  plan TEXT NOT NULL,
  due INTEGER NOT NULL,
  done TEXT
);
`;
