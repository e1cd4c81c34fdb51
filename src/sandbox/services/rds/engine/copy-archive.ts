import type { BaseRow, WalRow } from './archive-rows.ts';
import type { EngineParts } from './engine-parts.ts';
import { moveChunks } from './move-chunks.ts';

type Parts = Pick<EngineParts, 'rows' | 'chunks'>;

/** A base copy in another archive under a key; its id there. A crash leaves one that is not ready, which is removed later. */
export async function copyBase({ rows, chunks }: Parts, { base, to, key }: { readonly base: BaseRow; readonly to: string; readonly key: string | null }): Promise<number> {
  const id = chunks.change(() => rows.addBase(to));
  for (const { path, chunks: list } of rows.files(base.id)) {
    await moveChunks(chunks, list === null ? [] : (JSON.parse(list) as readonly number[]), { key, keep: (moved) => rows.addFile(id, path, list === null ? null : moved) });
  }
  chunks.change(() => rows.finishBase({ ...base, id }));
  return id;
}

/** A piece of the log in another archive. Small pieces become one at the source from time to time: then that one takes their place here too. */
export async function copyPiece({ rows, chunks }: Parts, { piece, to, key }: { readonly piece: WalRow; readonly to: string; readonly key: string | null }): Promise<void> {
  const there = rows.wal(to, piece.start, piece.stop);
  if (there.some(({ start, stop }) => start <= piece.start && stop >= piece.stop)) return;
  await moveChunks(chunks, [piece.chunk], {
    key,
    keep: ([chunk = -1]) => {
      for (const old of there) {
        rows.removeWal(to, old.start);
        chunks.release(old.chunk);
      }
      rows.addWal(to, { ...piece, chunk });
    },
  });
}
