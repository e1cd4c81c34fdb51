import { uuid } from '#kit/ids';
import type { PointRow } from './archive-rows.ts';
import { collect } from './collect.ts';
import { EngineFailure } from './db-engine.ts';
import type { EnginePoint } from './db-engine.ts';
import type { EngineParts } from './engine-parts.ts';
import { segmentStart } from './lsn.ts';
import { moveChunks } from './move-chunks.ts';

type PointParts = Pick<EngineParts, 'rows' | 'chunks'>;

/** A point of the engine by its id. Throws EngineFailure when there is none (any more). */
export function needPoint({ rows }: Pick<EngineParts, 'rows'>, point: string): PointRow {
  const row = rows.point(point);
  if (!row) throw new EngineFailure(`the backup ${point} is not stored any more`);
  return row;
}

/** Names a position of an archive. */
export function addPoint({ rows, chunks }: PointParts, at: Omit<PointRow, 'point'>): EnginePoint {
  const point = { ...at, point: `pt-${uuid()}` };
  chunks.change(() => rows.addPoint(point));
  return { point: point.point, sizeBytes: point.size, atMicros: point.at };
}

/** Another holder of a point's content. Bytes are written anew only where the key differs. */
export async function copyPoint(parts: PointParts, point: string, key: string | null): Promise<EnginePoint> {
  const row = needPoint(parts, point);
  const archive = archiveOf(parts, row);
  if (archive.key === key) return addPoint(parts, row);
  const base = await copyContent(parts, row, key);
  return addPoint(parts, { ...row, base });
}

export function releasePoint({ rows, chunks }: PointParts, point: string): void {
  const row = rows.point(point);
  const base = row === null ? null : rows.base(row.base);
  if (row === null) return;
  chunks.change(() => {
    rows.removePoint(point);
    // a closed archive lives by its points alone; an open one is looked through when it expires
    if (base !== null && rows.archive(base.archive)?.open === 0) collect({ rows, chunks }, base.archive, 0);
  });
}

/** The archive that a point rests on. */
export function archiveOf({ rows }: Pick<EngineParts, 'rows'>, { base, point }: PointRow): NonNullable<ReturnType<EngineParts['rows']['archive']>> {
  const archive = rows.archive(rows.base(base)?.archive ?? '');
  if (!archive) throw new EngineFailure(`the backup ${point} is damaged: its base copy is not stored any more`);
  return archive;
}

/** A point's base copy and log in an archive of their own; the new base's id. A crash leaves a base that is not ready, which the next start removes. */
async function copyContent({ rows, chunks }: PointParts, row: PointRow, key: string | null): Promise<number> {
  const from = archiveOf({ rows }, row);
  const base = rows.base(row.base);
  if (!base) throw new EngineFailure(`the backup ${row.point} is damaged: its base copy is not stored any more`);
  const archive = `copy-${uuid()}`;
  const id = chunks.change(() => {
    rows.addArchive({ archive, key, open: 0, timeline: from.timeline, shipped: row.lsn, latest: row.at });
    return rows.addBase(archive);
  });
  try {
    for (const { path, chunks: list } of rows.files(base.id)) {
      await moveChunks(chunks, list === null ? [] : (JSON.parse(list) as readonly number[]), { key, keep: (moved) => rows.addFile(id, path, list === null ? null : moved) });
    }
    for (const piece of rows.wal(from.archive, segmentStart(base.start), row.lsn)) {
      await moveChunks(chunks, [piece.chunk], { key, keep: ([chunk = -1]) => rows.addWal(archive, { ...piece, chunk }) });
    }
    chunks.change(() => rows.finishBase({ ...base, id }));
    return id;
  } catch (error) {
    chunks.change(() => collect({ rows, chunks }, archive, 0));
    throw error;
  }
}
