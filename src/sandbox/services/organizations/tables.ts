/** Policies of the organisation and what they are attached to. AWS's own are constants; `org_seeded` says that they were attached once. */
export const ORGANIZATIONS_TABLES = `
CREATE TABLE IF NOT EXISTS org_policy (id TEXT PRIMARY KEY, type TEXT NOT NULL, name TEXT NOT NULL, description TEXT NOT NULL, content TEXT NOT NULL, UNIQUE (type, name)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS org_attached (target TEXT NOT NULL, policy TEXT NOT NULL, PRIMARY KEY (target, policy)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS org_seeded (target TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
`;
