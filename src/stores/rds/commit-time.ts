import type { Database } from './database.ts';

/** SQL for the server's own commit time of a transaction id (`xmin`, or an xid) in whole microseconds since 1970; NULL where it is not known any more. */
export function commitMicrosSql(xid: string): string {
  return `(extract(epoch from pg_xact_commit_timestamp(${xid})) * 1000000)::bigint`;
}

/**
 * Real epoch microseconds at which the server committed a transaction, given `pg_current_xact_id()` of it; null where the server keeps no
 * commit times (track_commit_timestamp) or not so old ones. Never through a JavaScript Date, which has milliseconds only.
 */
export async function commitMicrosOf(database: Database, xid: string): Promise<number | null> {
  // an xid8 counts epochs in its upper half; commit times are kept by the lower one
  const [row] = await database.query(`select ${commitMicrosSql("($1::numeric % 4294967296)::text::xid")} as micros where current_setting('track_commit_timestamp') = 'on'`, [xid]);
  return microsOf(row?.['micros'] ?? null);
}

/** Microseconds that PostgreSQL gave as text -> number (exact until the year 2255). */
export function microsOf(text: string | null): number | null {
  return text === null ? null : Number(text);
}
