/** Kinds of things that RDS keeps; each has a table of the same shape. */
export type DocumentTable = 'rds_instance' | 'rds_snapshot' | 'rds_automated_backup' | 'rds_parameter_group' | 'rds_subnet_group' | 'rds_option_group';

const DOCUMENTS: readonly DocumentTable[] = ['rds_instance', 'rds_snapshot', 'rds_automated_backup', 'rds_parameter_group', 'rds_subnet_group', 'rds_option_group'];

/**
 * Tables of RDS. Things are small and few, so each is one JSON body under its account, region and name; `ref` is the DbiResourceId that it
 * belongs to. Times are microseconds of drill time. A job is work that is due or a state that ends: nothing of it is kept in memory only.
 */
export const RDS_TABLES = `${DOCUMENTS.map((table) => `
CREATE TABLE IF NOT EXISTS ${table} (
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  name TEXT NOT NULL,
  ref TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (account, region, name)
) STRICT;
CREATE INDEX IF NOT EXISTS ${table}_ref ON ${table} (ref);`).join('')}
CREATE TABLE IF NOT EXISTS rds_job (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  started INTEGER NOT NULL,
  kind TEXT NOT NULL,
  ref TEXT NOT NULL,
  step TEXT NOT NULL,
  data TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS rds_job_due ON rds_job (at, id);
CREATE INDEX IF NOT EXISTS rds_job_ref ON rds_job (ref);
CREATE TABLE IF NOT EXISTS rds_event (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  source_type TEXT NOT NULL,
  source TEXT NOT NULL,
  arn TEXT NOT NULL,
  message TEXT NOT NULL,
  categories TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS rds_event_time ON rds_event (account, region, at);
`;
