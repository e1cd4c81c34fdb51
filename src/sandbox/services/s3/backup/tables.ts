/**
 * What AWS Backup keeps of S3. A snapshot's listing lies in parts, each sealed under its key and shared by all snapshots under that key that hold the same
 * there; the bytes are references to the blobs of the objects themselves (`blobs` names each once, in the clear like `parts`, so that a snapshot whose key is
 * gone can still be deleted). `s3_vault_key` holds the keys of sealed bodies once more, under the keys of the snapshots that refer to them: by the digest of
 * the stored bytes, whose rows come and go with the blob. `s3_backup_last` is the newest snapshot of a bucket, `s3_backup_touched` the keys that changed since.
 */
export const S3_BACKUP_TABLES = `
CREATE TABLE IF NOT EXISTS s3_snapshot (
  id TEXT PRIMARY KEY,
  job TEXT NOT NULL,
  bucket TEXT NOT NULL,
  key TEXT NOT NULL,
  manifest BLOB NOT NULL,
  parts TEXT NOT NULL,
  objects INTEGER NOT NULL,
  bytes INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS s3_snapshot_job ON s3_snapshot (job);
CREATE TABLE IF NOT EXISTS s3_snapshot_part (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL,
  digest TEXT NOT NULL,
  listing BLOB NOT NULL,
  blobs TEXT NOT NULL,
  refs INTEGER NOT NULL,
  UNIQUE (key, digest)
);
CREATE TABLE IF NOT EXISTS s3_backup_last (
  bucket INTEGER PRIMARY KEY,
  snapshot TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS s3_backup_touched (
  bucket INTEGER NOT NULL,
  key TEXT NOT NULL,
  PRIMARY KEY (bucket, key)
) WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS s3_touched_added AFTER INSERT ON s3_version WHEN EXISTS (SELECT 1 FROM s3_backup_last WHERE bucket = NEW.bucket) BEGIN
  INSERT OR IGNORE INTO s3_backup_touched (bucket, key) VALUES (NEW.bucket, NEW.key);
END;
CREATE TRIGGER IF NOT EXISTS s3_touched_changed AFTER UPDATE ON s3_version WHEN EXISTS (SELECT 1 FROM s3_backup_last WHERE bucket = NEW.bucket) BEGIN
  INSERT OR IGNORE INTO s3_backup_touched (bucket, key) VALUES (NEW.bucket, NEW.key);
END;
CREATE TRIGGER IF NOT EXISTS s3_touched_removed AFTER DELETE ON s3_version WHEN EXISTS (SELECT 1 FROM s3_backup_last WHERE bucket = OLD.bucket) BEGIN
  INSERT OR IGNORE INTO s3_backup_touched (bucket, key) VALUES (OLD.bucket, OLD.key);
END;
CREATE TABLE IF NOT EXISTS s3_vault_key (
  digest TEXT NOT NULL,
  key TEXT NOT NULL,
  wrapped BLOB NOT NULL,
  PRIMARY KEY (digest, key)
) WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS s3_vault_key_gone AFTER DELETE ON blob BEGIN
  DELETE FROM s3_vault_key WHERE digest = OLD.digest;
END;
CREATE TABLE IF NOT EXISTS s3_restore (
  job TEXT PRIMARY KEY,
  plan TEXT NOT NULL,
  due INTEGER NOT NULL,
  done TEXT
);
`;
