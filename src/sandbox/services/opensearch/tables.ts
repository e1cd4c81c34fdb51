/**
 * Tables of OpenSearch Service. A domain is one JSON body under its account, region and name; `ref` tells it from an earlier one of the
 * same name. Times are microseconds of drill time. A job is work that is due or a state that ends: nothing of it is kept in memory only.
 */
export const OPENSEARCH_TABLES = `
CREATE TABLE IF NOT EXISTS opensearch_domain (
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  name TEXT NOT NULL,
  ref TEXT NOT NULL UNIQUE,
  body TEXT NOT NULL,
  PRIMARY KEY (account, region, name)
) STRICT;
CREATE TABLE IF NOT EXISTS opensearch_job (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  started INTEGER NOT NULL,
  kind TEXT NOT NULL,
  ref TEXT NOT NULL,
  step TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS opensearch_job_due ON opensearch_job (at, id);
CREATE INDEX IF NOT EXISTS opensearch_job_ref ON opensearch_job (ref);
CREATE TABLE IF NOT EXISTS opensearch_port (
  ref TEXT PRIMARY KEY,
  port INTEGER NOT NULL UNIQUE,
  fault TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS opensearch_automated (
  ref TEXT NOT NULL,
  at INTEGER NOT NULL,
  name TEXT NOT NULL,
  ended INTEGER NOT NULL,
  stored TEXT NOT NULL,
  PRIMARY KEY (ref, at)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS opensearch_data (
  ref TEXT PRIMARY KEY,
  unsaved INTEGER NOT NULL,
  failure TEXT NOT NULL,
  session TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS opensearch_repository (
  ref TEXT NOT NULL,
  name TEXT NOT NULL,
  settings TEXT NOT NULL,
  PRIMARY KEY (ref, name)
) STRICT, WITHOUT ROWID;
`;
