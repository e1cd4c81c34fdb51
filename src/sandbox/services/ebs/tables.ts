/**
 * Tables of EBS, shared by the EC2 operations, the direct APIs and Recycle Bin. Things are small and few, so each is one JSON body under its
 * id; `due` is the moment when something happens to it by itself. Times are microseconds of drill time. Blocks are stored once for each key
 * that they are sealed under; a map says which chunk each block of a snapshot is, and equal maps are one.
 */
export const EBS_TABLES = `
CREATE TABLE IF NOT EXISTS ebs_thing (
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  due INTEGER,
  body TEXT NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS ebs_thing_due ON ebs_thing (kind, due) WHERE due IS NOT NULL;
CREATE INDEX IF NOT EXISTS ebs_thing_place ON ebs_thing (kind, account, region);
CREATE TABLE IF NOT EXISTS ebs_tag (
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  resource TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (account, region, resource, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ebs_chunk (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL,
  digest TEXT NOT NULL,
  blob INTEGER NOT NULL,
  refs INTEGER NOT NULL,
  UNIQUE (key, digest)
) STRICT;
CREATE TABLE IF NOT EXISTS ebs_map (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  digest TEXT NOT NULL UNIQUE,
  blocks BLOB NOT NULL,
  refs INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS ebs_write (
  snapshot TEXT NOT NULL,
  block INTEGER NOT NULL,
  chunk INTEGER,
  PRIMARY KEY (snapshot, block)
) STRICT, WITHOUT ROWID;
`;
