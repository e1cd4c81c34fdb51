/**
 * Management events of all accounts; `at` is drill time, `resources` JSON, `document` what LookupEvents gives as CloudTrailEvent. Beside them trails, what
 * each has yet to deliver of each region, the files that wait for their digest, and the keys that digests are signed with.
 */
export const CLOUDTRAIL_TABLES = `
CREATE TABLE IF NOT EXISTS cloudtrail_event (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL, account TEXT NOT NULL, region TEXT NOT NULL, at INTEGER NOT NULL, name TEXT NOT NULL, source TEXT NOT NULL,
  username TEXT, access_key TEXT, read_only INTEGER NOT NULL, resources TEXT NOT NULL, document TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS cloudtrail_event_order ON cloudtrail_event (account, region, at, seq);
CREATE INDEX IF NOT EXISTS cloudtrail_event_place ON cloudtrail_event (account, region, seq);
CREATE TABLE IF NOT EXISTS cloudtrail_prune (one INTEGER PRIMARY KEY CHECK (one = 1), midnight INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS cloudtrail_trail (arn TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS cloudtrail_span (trail TEXT NOT NULL, region TEXT NOT NULL, from_seq INTEGER NOT NULL, to_seq INTEGER, PRIMARY KEY (trail, region, from_seq)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS cloudtrail_delivery (one INTEGER PRIMARY KEY CHECK (one = 1), at INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS cloudtrail_log (trail TEXT NOT NULL, region TEXT NOT NULL, at INTEGER NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (trail, region, at, key)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS cloudtrail_digest (trail TEXT NOT NULL, region TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (trail, region)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS cloudtrail_key (region TEXT PRIMARY KEY, at INTEGER NOT NULL, fingerprint TEXT NOT NULL, public BLOB NOT NULL, private TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;
