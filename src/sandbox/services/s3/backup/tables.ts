/**
 * What AWS Backup keeps of S3. A snapshot's listing is sealed under its key; the bytes are references to the blobs of the objects themselves
 * (`blobs` names each once, in the clear, so that a snapshot whose key is gone can still be deleted). `s3_vault_key` holds the keys of sealed bodies once
 * more, under the keys of the snapshots that refer to them: by the digest of the stored bytes, whose rows come and go with the blob.
 */
export const S3_BACKUP_TABLES = `
CREATE TABLE IF NOT EXISTS s3_backup (
  id TEXT PRIMARY KEY,
  job TEXT NOT NULL,
  bucket TEXT NOT NULL,
  key TEXT NOT NULL,
  listing BLOB NOT NULL,
  blobs TEXT NOT NULL,
  objects INTEGER NOT NULL,
  bytes INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS s3_backup_job ON s3_backup (job);
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
