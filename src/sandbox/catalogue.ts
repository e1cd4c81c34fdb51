import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CommitBatch } from './commit-batch.ts';
import type { Catalogue } from './service.ts';

/**
 * Opens the account's one database. WAL with synchronous=NORMAL: what a transaction has committed survives SIGKILL of the process
 * (a power cut may lose the newest commits, never the order). Transactions of one turn of the event loop are committed together: an
 * answer waits for `settled()`, so nothing is acknowledged before it is kept, and a commit costs the same for one call as for fifty.
 */
export function openCatalogue(state: string, tables: readonly string[]): Catalogue & { close(): void } {
  const blobFolder = join(state, 'blobs');
  mkdirSync(blobFolder, { recursive: true, mode: 0o700 });
  const db = new DatabaseSync(join(state, 'catalogue.sqlite'), { timeout: 5000 });
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 4000');
  for (const sql of tables) db.exec(sql);
  const batch = new CommitBatch(db);
  return {
    db,
    blobFolder,
    transaction: (work) => batch.run(work),
    settled: () => batch.settled(),
    flush: () => batch.flush(),
    close() {
      if (!db.isOpen) return;
      batch.flush();
      db.close();
    },
  };
}
