/** Users, roles, policies and keys of all accounts. `iam_seeded` names each default that was made once: what a person deletes stays deleted. */
export const IAM_TABLES = `
CREATE TABLE IF NOT EXISTS iam_principal (
  arn TEXT PRIMARY KEY, kind TEXT NOT NULL, account TEXT NOT NULL, path TEXT NOT NULL, name TEXT NOT NULL COLLATE NOCASE, id TEXT NOT NULL, created INTEGER NOT NULL,
  boundary TEXT, trust TEXT, description TEXT, max_session INTEGER, UNIQUE (kind, account, name)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS iam_inline (principal TEXT NOT NULL, name TEXT NOT NULL, document TEXT NOT NULL, PRIMARY KEY (principal, name)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS iam_attached (principal TEXT NOT NULL, policy TEXT NOT NULL, PRIMARY KEY (principal, policy)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS iam_policy (
  arn TEXT PRIMARY KEY, account TEXT NOT NULL, path TEXT NOT NULL, name TEXT NOT NULL COLLATE NOCASE, id TEXT NOT NULL, description TEXT, created INTEGER NOT NULL, updated INTEGER NOT NULL,
  current INTEGER NOT NULL, newest INTEGER NOT NULL, UNIQUE (account, name)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS iam_policy_version (policy TEXT NOT NULL, version INTEGER NOT NULL, document TEXT NOT NULL, created INTEGER NOT NULL, PRIMARY KEY (policy, version)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS iam_access_key (id TEXT PRIMARY KEY, secret TEXT NOT NULL, principal TEXT NOT NULL, status TEXT NOT NULL, created INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS iam_seeded (what TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
`;
