/**
 * Tables of the engine. LSNs are byte positions of the log; times are epoch microseconds, `_real` ones of real time, the others of drill time.
 * An archive holds base copies and ranges of the log. One that is not `open` has no window: it lives as long as a point needs it.
 */
export const RDS_ENGINE_TABLES = `
CREATE TABLE IF NOT EXISTS rds_engine_server (
  resource TEXT PRIMARY KEY,
  identifier TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('building', 'ready')),
  wanted TEXT NOT NULL CHECK (wanted IN ('run', 'stop')),
  parameters TEXT NOT NULL,
  applied TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS rds_engine_server_identifier ON rds_engine_server (identifier);
CREATE TABLE IF NOT EXISTS rds_engine_port (
  identifier TEXT PRIMARY KEY,
  port INTEGER NOT NULL UNIQUE,
  fault TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS rds_engine_archive (
  archive TEXT PRIMARY KEY,
  key TEXT,
  open INTEGER NOT NULL,
  frozen INTEGER NOT NULL,
  timeline INTEGER NOT NULL,
  shipped INTEGER NOT NULL,
  latest INTEGER NOT NULL,
  expired INTEGER NOT NULL,
  shipments INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS rds_engine_base (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  archive TEXT NOT NULL,
  ready INTEGER NOT NULL,
  start INTEGER NOT NULL,
  stop INTEGER NOT NULL,
  stopped_real INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS rds_engine_base_archive ON rds_engine_base (archive, start);
CREATE TABLE IF NOT EXISTS rds_engine_base_file (
  base INTEGER NOT NULL,
  path TEXT NOT NULL,
  chunks TEXT,
  PRIMARY KEY (base, path)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS rds_engine_wal (
  archive TEXT NOT NULL,
  start INTEGER NOT NULL,
  stop INTEGER NOT NULL,
  chunk INTEGER NOT NULL,
  mark_real INTEGER,
  end_real INTEGER NOT NULL,
  PRIMARY KEY (archive, start)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS rds_engine_point (
  point TEXT PRIMARY KEY,
  base INTEGER NOT NULL,
  lsn INTEGER NOT NULL,
  at INTEGER NOT NULL,
  size INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS rds_engine_point_base ON rds_engine_point (base);
CREATE TABLE IF NOT EXISTS rds_engine_chunk (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL,
  digest TEXT NOT NULL,
  blob INTEGER NOT NULL,
  refs INTEGER NOT NULL,
  UNIQUE (key, digest)
) STRICT;
`;
