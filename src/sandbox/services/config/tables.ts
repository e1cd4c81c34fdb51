/** Recorders and delivery channels, one of each for an account and region, and everything that was recorded. */
export const CONFIG_TABLES = `
CREATE TABLE IF NOT EXISTS config_recorder (account TEXT NOT NULL, region TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (account, region)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS config_channel (account TEXT NOT NULL, region TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (account, region)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS config_item (
  seq INTEGER PRIMARY KEY, account TEXT NOT NULL, region TEXT NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL, name TEXT, status TEXT NOT NULL, atMicros INTEGER NOT NULL,
  digest TEXT NOT NULL, arn TEXT NOT NULL, zone TEXT, createdMicros INTEGER, tags TEXT NOT NULL, configuration TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS config_item_resource ON config_item (account, region, type, id, seq);
CREATE INDEX IF NOT EXISTS config_item_place ON config_item (account, region, seq);
`;
