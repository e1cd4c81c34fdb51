import type { Clock } from '#contract/clock';
import { isoMicros } from '#kit/time';
import type { Database } from './database.ts';

/**
 * SQL for how long ago the server committed a transaction (`xmin`, or an xid), in whole microseconds of its own clock; NULL where it is not
 * known any more. An age and not a moment: clocks of two machines, and of two processes of one, are milliseconds apart.
 */
export function commitAgeSql(xid: string): string {
  return `(extract(epoch from clock_timestamp() - pg_xact_commit_timestamp(${xid})) * 1000000)::bigint`;
}

/**
 * Microseconds since the server committed a transaction, given `pg_current_xact_id()` of it; null where the server keeps no commit times
 * (track_commit_timestamp) or not so old ones. Never through a JavaScript Date, which has milliseconds only.
 */
export async function commitAgeOf(database: Database, xid: string): Promise<number | null> {
  // an xid8 counts epochs in its upper half; commit times are kept by the lower one
  const [row] = await database.query(`select ${commitAgeSql("($1::numeric % 4294967296)::text::xid")} as micros where current_setting('track_commit_timestamp') = 'on'`, [xid]);
  return microsOf(row?.['micros'] ?? null);
}

/** The moment of drill time that lies so long ago. Right while the asking task is awake since then: so long time has not jumped. */
export function momentOfAge(clock: Pick<Clock, 'nowMicros'>, ageMicros: number): string {
  return isoMicros(clock.nowMicros() - ageMicros);
}

/** Microseconds that PostgreSQL gave as text -> number (exact until the year 2255). */
export function microsOf(text: string | null): number | null {
  return text === null ? null : Number(text);
}
