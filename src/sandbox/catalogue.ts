import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Catalogue } from './service.ts';

/**
 * Opens the account's one database. WAL with synchronous=NORMAL: what a transaction has committed survives SIGKILL of the process
 * (a power cut may lose the newest commits, never the order). Other readers may look at the file meanwhile.
 */
export function openCatalogue(state: string, tables: readonly string[]): Catalogue & { close(): void } {
  const blobFolder = join(state, 'blobs');
  mkdirSync(blobFolder, { recursive: true, mode: 0o700 });
  const db = new DatabaseSync(join(state, 'catalogue.sqlite'), { timeout: 5000 });
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 4000');
  for (const sql of tables) db.exec(sql);
  let depth = 0;
  return {
    db,
    blobFolder,
    transaction(work) {
      if (depth > 0) return work();
      db.exec('BEGIN IMMEDIATE');
      depth += 1;
      try {
        const result = work();
        db.exec('COMMIT');
        return result;
      } catch (error) {
        if (db.isTransaction) db.exec('ROLLBACK');
        throw error;
      } finally {
        depth -= 1;
      }
    },
    close() {
      if (db.isOpen) db.close();
    },
  };
}
