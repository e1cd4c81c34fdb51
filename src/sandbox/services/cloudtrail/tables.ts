/** Management events of all accounts; `at` is drill time, `resources` JSON, `document` what LookupEvents gives as CloudTrailEvent. */
export const CLOUDTRAIL_TABLES = `
CREATE TABLE IF NOT EXISTS cloudtrail_event (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL, account TEXT NOT NULL, region TEXT NOT NULL, at INTEGER NOT NULL, name TEXT NOT NULL, source TEXT NOT NULL,
  username TEXT, access_key TEXT, read_only INTEGER NOT NULL, resources TEXT NOT NULL, document TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS cloudtrail_event_order ON cloudtrail_event (account, region, at, seq);
CREATE TABLE IF NOT EXISTS cloudtrail_prune (one INTEGER PRIMARY KEY CHECK (one = 1), midnight INTEGER NOT NULL) STRICT;
`;
