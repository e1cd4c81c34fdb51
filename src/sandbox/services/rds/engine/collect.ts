import type { ArchiveRows, BaseRow } from './archive-rows.ts';
import type { Chunks } from './chunks.ts';
import { segmentStart } from './lsn.ts';

export interface Stored {
  readonly rows: ArchiveRows;
  readonly chunks: Chunks;
}

/** The base copy from which the window of an archive begins: the newest that is not younger than what has expired, or the oldest. Null: no copy is ready. */
export function windowBase(bases: readonly BaseRow[], expiredReal: number): BaseRow | null {
  const ready = bases.filter((base) => base.ready === 1);
  return ready.findLast((base) => base.stopped_real <= expiredReal) ?? ready[0] ?? null;
}

/** Removes what neither the window of an archive nor a point needs: base copies, the log, the archive itself. Inside `change` only. */
export function collect({ rows, chunks }: Stored, archiveId: string, expiredReal: number): void {
  const archive = rows.archive(archiveId);
  if (!archive || rows.pinned.has(archiveId)) return;
  const bases = rows.bases(archiveId);
  const reach = rows.reach(archiveId);
  const first = archive.open === 1 ? windowBase(bases, expiredReal) : null;
  const needed = new Set(reach.map(({ base }) => base));
  const windowFrom = archive.open === 0 ? Number.POSITIVE_INFINITY : segmentStart(first?.start ?? 0);
  const before = (base: BaseRow): boolean => archive.open === 0 || (first !== null && base.ready === 1 && base.start < first.start);
  for (const base of bases) if (before(base) && !needed.has(base.id)) dropBase({ rows, chunks }, base.id);
  for (const { start, stop, chunk } of rows.wal(archiveId, 0, windowFrom)) {
    const held = stop > windowFrom || reach.some((point) => stop > segmentStart(point.start) && start < point.lsn);
    if (held) continue;
    rows.removeWal(archiveId, start);
    chunks.release(chunk);
  }
  if (archive.open === 0 && needed.size === 0) rows.removeArchive(archiveId);
}

/** Removes one base copy with its bytes. Inside `change` only. */
export function dropBase({ rows, chunks }: Stored, id: number): void {
  for (const { chunks: list } of rows.files(id)) {
    for (const chunk of list === null ? [] : (JSON.parse(list) as readonly number[])) chunks.release(chunk);
  }
  rows.removeBase(id);
}
