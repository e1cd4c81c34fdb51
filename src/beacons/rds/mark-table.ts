import type { Database } from '#stores/rds/database';

export const MARK_TABLE = 'redrill_beacon.mark';

/** Makes the table of marks where there is none; the platform's own role may write to it without being allowed to make it. */
export async function ensureMarkTable(database: Database): Promise<void> {
  const [row] = await database.query(`select to_regclass('${MARK_TABLE}') is not null as there`);
  if (row?.['there'] === 't') return;
  await database.query(`create schema if not exists redrill_beacon; create table if not exists ${MARK_TABLE} (series text not null, seq bigint not null, sent_at timestamptz not null, primary key (series, seq))`);
}
