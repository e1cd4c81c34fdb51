/**
 * Tables of KMS. Key material lies here in the clear, in a folder that only its owner can read: the sandbox is its own hardware module.
 * Deleting a key deletes its material, so what was encrypted under it is lost, as on AWS.
 */
export const KMS_TABLES = `
CREATE TABLE IF NOT EXISTS kms_key (
  arn TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, account TEXT NOT NULL, region TEXT NOT NULL, manager TEXT NOT NULL, description TEXT NOT NULL,
  state TEXT NOT NULL, created INTEGER NOT NULL, deletion INTEGER, policy TEXT NOT NULL, tags TEXT NOT NULL, rotation_days INTEGER, rotated INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS kms_backing (
  key TEXT NOT NULL, number INTEGER NOT NULL, material BLOB NOT NULL, PRIMARY KEY (key, number)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS kms_alias (
  account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL, key TEXT NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL,
  PRIMARY KEY (account, region, name)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS kms_grant (
  id TEXT PRIMARY KEY, key TEXT NOT NULL, name TEXT, grantee TEXT NOT NULL, retiring TEXT, operations TEXT NOT NULL, constraints TEXT,
  issuer TEXT NOT NULL, token TEXT NOT NULL, created INTEGER NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS kms_grant_key ON kms_grant (key, id);
CREATE TABLE IF NOT EXISTS kms_data_key (
  id TEXT PRIMARY KEY, key TEXT NOT NULL, backing INTEGER NOT NULL, wrapped BLOB NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS kms_data_key_current ON kms_data_key (key, backing);
`;
