import type { ArchiveRow, BaseRow } from './archive-rows.ts';
import { dropBase } from './collect.ts';
import { copyBase, copyPiece } from './copy-archive.ts';
import { EngineFailure, type ReplicaMark } from './db-engine.ts';
import type { EngineParts } from './engine-parts.ts';
import { segmentStart } from './lsn.ts';

type Parts = Pick<EngineParts, 'rows' | 'chunks'>;

interface Order {
  /** Archive that is replicated, and the one that it is replicated to, under `key`. */
  readonly from: string;
  readonly to: string;
  readonly key: string | null;
  /** How far the source was when what arrives now was sent; null: nothing was yet. */
  readonly until: ReplicaMark | null;
}

/**
 * Brings an archive in another region up to a mark: new base copies first, then the log. Bytes that lie there under the key already are not read.
 * Gives the source's mark of this moment, which is what arrives next time. Cut off by a kill it goes on where it was.
 */
export async function replicateArchive(parts: Parts, { from, to, key, until }: Order): Promise<ReplicaMark> {
  const { rows, chunks } = parts;
  const source = rows.archive(from);
  if (!source) throw new EngineFailure(`${from} has no archive: its server was never completed, or its backups were deleted`);
  const now: ReplicaMark = { shipped: source.shipped, latestMicros: source.latest };
  if (until === null) return now;
  const first = firstBase(parts, { from, to, shipped: until.shipped });
  if (!first) return now;
  chunks.change(() => begin(parts, { source, to, key, start: first.start }));
  for (const base of rows.bases(from)) if (base.start >= first.start && isNew(parts, base, { to, shipped: until.shipped })) await copyBase(parts, { base, to, key });
  for (const piece of rows.wal(from, segmentStart(first.start), until.shipped)) await copyPiece(parts, { piece, to, key });
  chunks.change(() => rows.shipped(to, until.shipped, until.latestMicros));
  return now;
}

/** Where a replica begins: at its own oldest base copy, or at the source's newest one. */
function firstBase({ rows }: Parts, { from, to, shipped }: { readonly from: string; readonly to: string; readonly shipped: number }): Pick<BaseRow, 'start'> | null {
  const own = rows.bases(to).find(({ ready }) => ready === 1);
  return own ?? rows.bases(from).findLast(({ ready, stop }) => ready === 1 && stop <= shipped) ?? null;
}

function begin({ rows, chunks }: Parts, { source, to, key, start }: { readonly source: ArchiveRow; readonly to: string; readonly key: string | null; readonly start: number }): void {
  if (!rows.archive(to)) rows.addArchive({ archive: to, key, open: 1, timeline: source.timeline, shipped: segmentStart(start), latest: 0 });
  for (const base of rows.bases(to)) if (base.ready === 0) dropBase({ rows, chunks }, base.id);
}

function isNew({ rows }: Parts, base: BaseRow, { to, shipped }: { readonly to: string; readonly shipped: number }): boolean {
  return base.ready === 1 && base.stop <= shipped && !rows.bases(to).some(({ ready, start, stop }) => ready === 1 && start === base.start && stop === base.stop);
}
