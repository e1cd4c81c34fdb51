import { RedrillError } from '#kit/redrill-error';
import type { Database } from './database.ts';
import { quoteLiteral } from './sql-text.ts';

/** Longest time that one statement of a whole-table scan may take. */
export const SCAN_MS = 3_600_000;

/**
 * Several connections that see one and the same state of the database, for reading in parallel. Nothing is ever written or locked, rows that a
 * policy would hide are an error instead of missing, and names are always fully qualified. Closes the connections afterwards.
 */
export async function withSnapshot<T>(open: () => Promise<Database>, connections: number, work: (databases: readonly Database[]) => Promise<T>): Promise<T> {
  const opened: Database[] = [];
  try {
    const first = await open();
    opened.push(first);
    await begin(first);
    const [row] = await first.query('select pg_export_snapshot() as snapshot');
    const snapshot = row?.['snapshot'];
    if (typeof snapshot !== 'string') throw new RedrillError('pg.NoSnapshot', `${first.where} exported no snapshot`, { actor: 'platform' });
    await Promise.all(Array.from({ length: connections - 1 }, async () => {
      const next = await open();
      opened.push(next);
      await begin(next);
      await next.query(`set transaction snapshot ${quoteLiteral(snapshot)}`);
    }));
    return await work(opened);
  } finally {
    await Promise.all(opened.map((database) => database.close()));
  }
}

async function begin(database: Database): Promise<void> {
  await database.query(`begin isolation level repeatable read read only; set local row_security = off; set local search_path = ''; set local statement_timeout = ${SCAN_MS}; set local lock_timeout = 0; set local idle_in_transaction_session_timeout = 0`);
}
