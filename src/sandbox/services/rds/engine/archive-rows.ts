import type { DatabaseSync, StatementSync } from 'node:sqlite';

export interface ArchiveRow {
  readonly archive: string;
  readonly key: string | null;
  readonly open: number;
  readonly frozen: number;
  readonly timeline: number;
  /** The log is archived up to here. */
  readonly shipped: number;
  /** Latest restorable time. */
  readonly latest: number;
  /** Nothing before it can be asked for any more. */
  readonly expired: number;
  readonly shipments: number;
}

export interface BaseRow {
  readonly id: number;
  readonly archive: string;
  readonly ready: number;
  readonly start: number;
  readonly stop: number;
  readonly stopped_real: number;
}

export interface BaseFileRow {
  readonly path: string;
  /** JSON list of chunk ids; null for a folder. */
  readonly chunks: string | null;
}

export interface WalRow {
  readonly start: number;
  readonly stop: number;
  readonly chunk: number;
  /** Commit time of the heartbeat that ends a shipment; null before the last piece of one. */
  readonly mark_real: number | null;
  /** No commit in it is later. */
  readonly end_real: number;
}

export interface PointRow {
  readonly point: string;
  readonly base: number;
  readonly lsn: number;
  readonly at: number;
  readonly size: number;
}

/** What archives consist of, as rows. */
export class ArchiveRows {
  /** Archives that are being written to although no point rests on it yet: nothing of them is collected. */
  readonly pinned = new Set<string>();
  private readonly db: DatabaseSync;
  private readonly sql = new Map<string, StatementSync>();

  constructor(db: DatabaseSync) {
    this.db = db;
  }

  archive(archive: string): ArchiveRow | null {
    return (this.run('SELECT * FROM rds_engine_archive WHERE archive = ?').get(archive) as unknown as ArchiveRow | undefined) ?? null;
  }

  archives(): readonly ArchiveRow[] {
    return this.run('SELECT * FROM rds_engine_archive').all() as unknown as readonly ArchiveRow[];
  }

  /** Base copies whose archive was never made. */
  homelessBases(): readonly BaseRow[] {
    return this.run('SELECT * FROM rds_engine_base WHERE archive NOT IN (SELECT archive FROM rds_engine_archive)').all() as unknown as readonly BaseRow[];
  }

  addArchive({ archive, key, open, timeline, shipped, latest }: Pick<ArchiveRow, 'archive' | 'key' | 'open' | 'timeline' | 'shipped' | 'latest'>): void {
    this.run('INSERT INTO rds_engine_archive (archive, key, open, frozen, timeline, shipped, latest, expired, shipments) VALUES (?, ?, ?, 0, ?, ?, ?, 0, 0)').run(archive, key, open, timeline, shipped, latest);
  }

  /** Where the log is and what can be restored after a shipment. */
  shipped(archive: string, shipped: number, latest: number): void {
    this.run('UPDATE rds_engine_archive SET shipped = ?, latest = max(latest, ?), shipments = shipments + 1 WHERE archive = ?').run(shipped, latest, archive);
  }

  restorableUntil(archive: string, latest: number): void {
    this.run('UPDATE rds_engine_archive SET latest = max(latest, ?) WHERE archive = ?').run(Math.floor(latest), archive);
  }

  expire(archive: string, before: number): void {
    this.run('UPDATE rds_engine_archive SET expired = max(expired, ?) WHERE archive = ?').run(Math.floor(before), archive);
  }

  freeze(archive: string, frozen: boolean): void {
    this.run('UPDATE rds_engine_archive SET frozen = ? WHERE archive = ?').run(frozen ? 1 : 0, archive);
  }

  close(archive: string): void {
    this.run('UPDATE rds_engine_archive SET open = 0 WHERE archive = ?').run(archive);
  }

  removeArchive(archive: string): void {
    this.run('DELETE FROM rds_engine_archive WHERE archive = ?').run(archive);
  }

  base(id: number): BaseRow | null {
    return (this.run('SELECT * FROM rds_engine_base WHERE id = ?').get(id) as unknown as BaseRow | undefined) ?? null;
  }

  /** Oldest first. */
  bases(archive: string): readonly BaseRow[] {
    return this.run('SELECT * FROM rds_engine_base WHERE archive = ? ORDER BY start, id').all(archive) as unknown as readonly BaseRow[];
  }

  addBase(archive: string): number {
    return (this.run('INSERT INTO rds_engine_base (archive, ready, start, stop, stopped_real) VALUES (?, 0, 0, 0, 0) RETURNING id').get(archive) as { readonly id: number }).id;
  }

  finishBase({ id, start, stop, stopped_real }: Pick<BaseRow, 'id' | 'start' | 'stop' | 'stopped_real'>): void {
    this.run('UPDATE rds_engine_base SET ready = 1, start = ?, stop = ?, stopped_real = ? WHERE id = ?').run(start, stop, stopped_real, id);
  }

  removeBase(id: number): void {
    this.run('DELETE FROM rds_engine_base_file WHERE base = ?').run(id);
    this.run('DELETE FROM rds_engine_base WHERE id = ?').run(id);
  }

  files(base: number): readonly BaseFileRow[] {
    return this.run('SELECT path, chunks FROM rds_engine_base_file WHERE base = ? ORDER BY path').all(base) as unknown as readonly BaseFileRow[];
  }

  addFile(base: number, path: string, chunks: readonly number[] | null): void {
    this.run('INSERT INTO rds_engine_base_file (base, path, chunks) VALUES (?, ?, ?)').run(base, path, chunks === null ? null : JSON.stringify(chunks));
  }

  /** Pieces of the log that overlap a range, in order. */
  wal(archive: string, start: number, stop: number): readonly WalRow[] {
    return this.run('SELECT start, stop, chunk, mark_real, end_real FROM rds_engine_wal WHERE archive = ? AND stop > ? AND start < ? ORDER BY start').all(archive, start, stop) as unknown as readonly WalRow[];
  }

  addWal(archive: string, { start, stop, chunk, mark_real, end_real }: WalRow): void {
    this.run('INSERT INTO rds_engine_wal (archive, start, stop, chunk, mark_real, end_real) VALUES (?, ?, ?, ?, ?, ?)').run(archive, start, stop, chunk, mark_real, end_real);
  }

  removeWal(archive: string, start: number): void {
    this.run('DELETE FROM rds_engine_wal WHERE archive = ? AND start = ?').run(archive, start);
  }

  /** The newest small pieces, newest first. */
  smallWal(archive: string, belowBytes: number, atMost: number): readonly WalRow[] {
    return this.run('SELECT start, stop, chunk, mark_real, end_real FROM rds_engine_wal WHERE archive = ? AND stop - start < ? ORDER BY start DESC LIMIT ?').all(archive, belowBytes, atMost) as unknown as readonly WalRow[];
  }

  point(point: string): PointRow | null {
    return (this.run('SELECT * FROM rds_engine_point WHERE point = ?').get(point) as unknown as PointRow | undefined) ?? null;
  }

  addPoint({ point, base, lsn, at, size }: PointRow): void {
    this.run('INSERT INTO rds_engine_point (point, base, lsn, at, size) VALUES (?, ?, ?, ?, ?)').run(point, base, lsn, Math.floor(at), size);
  }

  removePoint(point: string): void {
    this.run('DELETE FROM rds_engine_point WHERE point = ?').run(point);
  }

  /** For each base that points of an archive rest on, how far into the log they reach. */
  reach(archive: string): readonly { readonly base: number; readonly start: number; readonly lsn: number }[] {
    return this.run('SELECT base, b.start AS start, max(p.lsn) AS lsn FROM rds_engine_point p JOIN rds_engine_base b ON b.id = p.base WHERE b.archive = ? GROUP BY base').all(archive) as unknown as readonly { readonly base: number; readonly start: number; readonly lsn: number }[];
  }

  private run(sql: string): StatementSync {
    const known = this.sql.get(sql);
    if (known) return known;
    const statement = this.db.prepare(sql);
    this.sql.set(sql, statement);
    return statement;
  }
}
