/** Largest body that is kept inside the database: below it one commit is cheaper than a file. */
export const INLINE_BYTES = 64 * 1024;

/** Bytes by their SHA-256, counted; data of small ones apart from the counter, so that counting never rewrites data. */
export const BLOB_TABLES = `
CREATE TABLE IF NOT EXISTS blob (
  id INTEGER PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE,
  size INTEGER NOT NULL,
  refs INTEGER NOT NULL,
  inline INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS blob_data (
  id INTEGER PRIMARY KEY,
  data BLOB NOT NULL
);
`;
