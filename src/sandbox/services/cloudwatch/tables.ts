/**
 * Metrics by minute (`at` is the begin of it) and alarms. `dimensions` is canonical JSON; `next_at` is the moment at which an alarm's state changes
 * if no more data comes, null when it never does.
 */
export const CLOUDWATCH_TABLES = `
CREATE TABLE IF NOT EXISTS cloudwatch_metric (
  id INTEGER PRIMARY KEY, account TEXT NOT NULL, region TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL, dimensions TEXT NOT NULL, unit TEXT NOT NULL, latest INTEGER NOT NULL,
  UNIQUE (account, region, namespace, name, dimensions)) STRICT;
CREATE TABLE IF NOT EXISTS cloudwatch_datum (
  metric INTEGER NOT NULL, at INTEGER NOT NULL, count REAL NOT NULL, sum REAL NOT NULL, least REAL NOT NULL, most REAL NOT NULL, PRIMARY KEY (metric, at)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS cloudwatch_alarm (
  account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL, namespace TEXT NOT NULL, metric TEXT NOT NULL, dimensions TEXT NOT NULL, definition TEXT NOT NULL, actions_enabled INTEGER NOT NULL,
  configured_at INTEGER NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL, reason_data TEXT NOT NULL, state_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, next_at INTEGER,
  PRIMARY KEY (account, region, name)) STRICT;
CREATE INDEX IF NOT EXISTS cloudwatch_alarm_next ON cloudwatch_alarm (next_at) WHERE next_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS cloudwatch_history (
  seq INTEGER PRIMARY KEY, account TEXT NOT NULL, region TEXT NOT NULL, alarm TEXT NOT NULL, at INTEGER NOT NULL, kind TEXT NOT NULL, summary TEXT NOT NULL, data TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS cloudwatch_history_order ON cloudwatch_history (account, region, at, seq);
CREATE TABLE IF NOT EXISTS cloudwatch_prune (one INTEGER PRIMARY KEY CHECK (one = 1), midnight INTEGER NOT NULL) STRICT;
`;
