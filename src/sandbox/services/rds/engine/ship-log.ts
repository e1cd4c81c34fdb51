import { setImmediate as breathe } from 'node:timers/promises';
import type { Client } from 'pg';
import type { ArchiveRow, ArchiveRows, WalRow } from './archive-rows.ts';
import type { Chunks } from './chunks.ts';
import { lsnOf, lsnText, SEGMENT_BYTES } from './lsn.ts';
import { readLogBytes } from './read-log-bytes.ts';

/** Physical slot that keeps the log until it is archived. */
export const SLOT = 'redrill_archive';

const SMALL_BYTES = 16_384;
const MERGE_COUNT = 64;
const WRITTEN = 'SELECT pg_current_wal_insert_lsn()::text AS lsn, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint::text AS now';
const MARK = `SELECT pg_current_xact_id()::text AS xid, pg_logical_emit_message(true, 'redrill', 'shipment')`;
const SHIPPED = `SELECT (extract(epoch FROM pg_xact_commit_timestamp($1::text::xid)) * 1000000)::bigint::text AS mark, pg_current_wal_flush_lsn()::text AS lsn, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint::text AS until`;

export interface Shipping {
  readonly rows: ArchiveRows;
  readonly chunks: Chunks;
  /** The superuser's connection, and the data folder of the same server. */
  readonly client: Client;
  readonly data: string;
  /** What the server's clock should show now, by the map between real and drill time. */
  readonly mapNow: () => number;
}

export interface Shipment {
  /** In the server's time: every commit up to it is archived. Null: nothing was written since the last shipment. */
  readonly markReal: number | null;
  /** How far the server's clock was before the one of the map when the shipment began; what may be the time of asking counts as nothing. */
  readonly aheadMicros: number;
}

/**
 * Archives the log as bytes, from where the last shipment ended to what the server has flushed. When something was written, a heartbeat
 * is committed first: recovery to a moment needs a commit behind it. Nothing makes the server switch segments.
 */
export async function shipLog(archive: ArchiveRow, shipping: Shipping): Promise<Shipment> {
  const { rows, chunks, client, data } = shipping;
  const { lsn, aheadMicros } = await written(shipping);
  if (lsn === archive.shipped) return { markReal: null, aheadMicros };
  const xid = ((await client.query(MARK)).rows[0] as { readonly xid: string }).xid;
  const row = (await client.query(SHIPPED, [xid])).rows[0] as { readonly mark: string; readonly lsn: string; readonly until: string };
  const range = { start: archive.shipped, stop: lsnOf(row.lsn) };
  for (const piece of readLogBytes(data, archive.timeline, range)) {
    chunks.change(() => {
      rows.addWal(archive.archive, { ...piece, chunk: chunks.put(piece.bytes, archive.key), mark_real: piece.stop === range.stop ? Number(row.mark) : null, end_real: Number(row.until) });
      rows.shipped(archive.archive, piece.stop, 0);
    });
    // a large load is many pieces; other calls are answered in between
    await breathe();
  }
  if (Math.floor(range.start / SEGMENT_BYTES) !== Math.floor(range.stop / SEGMENT_BYTES)) await client.query('SELECT pg_replication_slot_advance($1, $2::pg_lsn)', [SLOT, lsnText(range.stop)]);
  if (archive.shipments % MERGE_COUNT === MERGE_COUNT - 1) await mergeSmall(archive, shipping);
  return { markReal: Number(row.mark), aheadMicros };
}

/** How far the log goes, be it flushed or not: a session with synchronous_commit off is answered before its commit is. */
async function written({ client, mapNow }: Pick<Shipping, 'client' | 'mapNow'>): Promise<{ readonly lsn: number; readonly aheadMicros: number }> {
  const before = mapNow();
  const row = (await client.query(WRITTEN)).rows[0] as { readonly lsn: string; readonly now: string };
  const shown = Number(row.now);
  return { lsn: lsnOf(row.lsn), aheadMicros: shown < before ? shown - before : Math.max(0, shown - mapNow()) };
}

/** Many small shipments in a row become one piece: a restore then reads one. */
async function mergeSmall(archive: ArchiveRow, { rows, chunks }: Shipping): Promise<void> {
  const run = unbroken(rows.smallWal(archive.archive, SMALL_BYTES, MERGE_COUNT)).toReversed();
  const [first, last] = [run[0], run.at(-1)];
  if (!first || !last || run.length < MERGE_COUNT) return;
  const bytes: Buffer[] = [];
  for (const { chunk } of run) bytes.push(await chunks.read(chunk));
  chunks.change(() => {
    for (const { start, chunk } of run) {
      rows.removeWal(archive.archive, start);
      chunks.release(chunk);
    }
    rows.addWal(archive.archive, { ...last, start: first.start, chunk: chunks.put(Buffer.concat(bytes), archive.key) });
  });
}

/** The newest pieces that follow each other without a gap. */
function unbroken(newestFirst: readonly WalRow[]): readonly WalRow[] {
  const gap = newestFirst.findIndex((row, i) => i > 0 && row.stop !== newestFirst[i - 1]?.start);
  return gap === -1 ? newestFirst : newestFirst.slice(0, gap);
}
