import { usageError } from '#kit/redrill-error';
import { withDatabaseByPointer } from '#stores/rds/open-by-pointer';
import type { CheckOf, CheckValue, CheckWorld } from './read-value.ts';

const CONNECT_MS = 10_000;
const STATEMENT_MS = 60_000;

/** The first value of the first row, asked as the application and in a transaction that may only read. */
export async function readSql({ targets, config, regions }: CheckWorld, { id, store: storeId, sql }: CheckOf<'sql'>): Promise<CheckValue> {
  const store = config.platform.stores.find((one) => one.id === storeId);
  if (store?.service !== 'rds') throw usageError('check.store', `check ${id}: store ${storeId} is no database of this config`);
  const access = targets.access('platform-app', regions?.get(store.id) ?? store.region);
  return withDatabaseByPointer({ access, pointer: store.pointer, connectMs: CONNECT_MS, statementMs: STATEMENT_MS }, async (database) => {
    await database.query('BEGIN READ ONLY');
    try {
      const [row] = await database.query(sql);
      return { value: row === undefined ? null : Object.values(row)[0] ?? null, code: null, detail: row === undefined ? 'the query gave no row' : '' };
    } finally {
      await database.query('ROLLBACK');
    }
  });
}
