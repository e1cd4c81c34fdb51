import { sha256 } from '#kit/digest';
import { uuid } from '#kit/ids';
import type { PointRow } from './archive-rows.ts';
import { collect } from './collect.ts';
import { copyBase, copyPiece } from './copy-archive.ts';
import { EngineFailure } from './db-engine.ts';
import type { EnginePoint } from './db-engine.ts';
import type { EngineParts } from './engine-parts.ts';
import { segmentStart } from './lsn.ts';

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
export async function copyPoint(parts: PointParts & Pick<EngineParts, 'serial'>, point: string, key: string | null): Promise<EnginePoint> {
  const row = needPoint(parts, point);
  if (archiveOf(parts, row).key === key) return addPoint(parts, row);
  return parts.serial.run(copyArchive(row, key), () => copyContent(parts, needPoint(parts, point), key));
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

/**
 * A point of the same content in an archive under another key. All points of one base copy share that archive, so that a daily copy costs what the log has
 * grown by. It is pinned meanwhile, because only points keep what lies in it; what a crash leaves there the next start removes.
 */
async function copyContent({ rows, chunks }: PointParts, row: PointRow, key: string | null): Promise<EnginePoint> {
  const from = archiveOf({ rows }, row);
  const base = rows.base(row.base);
  if (!base) throw new EngineFailure(`the backup ${row.point} is damaged: its base copy is not stored any more`);
  const archive = copyArchive(row, key);
  rows.pinned.add(archive);
  try {
    if (!rows.archive(archive)) chunks.change(() => rows.addArchive({ archive, key, open: 0, timeline: from.timeline, shipped: row.lsn, latest: row.at }));
    const id = rows.bases(archive).find(({ ready }) => ready === 1)?.id ?? (await copyBase({ rows, chunks }, { base, to: archive, key }));
    for (const piece of rows.wal(from.archive, segmentStart(base.start), row.lsn)) await copyPiece({ rows, chunks }, { piece, to: archive, key });
    return addPoint({ rows, chunks }, { ...row, base: id });
  } finally {
    rows.pinned.delete(archive);
    chunks.change(() => collect({ rows, chunks }, archive, 0));
  }
}

function copyArchive({ base }: PointRow, key: string | null): string {
  return `copy-${base}-${sha256(key ?? '').slice(0, 16)}`;
}
