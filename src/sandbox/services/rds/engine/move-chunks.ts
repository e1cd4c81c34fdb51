import type { Chunks } from './chunks.ts';

/** A chunk's bytes under another key, read only where they do not lie there yet: `keep` is given the reference, in the transaction that adds it. */
export async function moveChunks(chunks: Chunks, ids: readonly number[], { key, keep }: { readonly key: string | null; readonly keep: (moved: readonly number[]) => void }): Promise<void> {
  const bytes = new Map<number, Buffer>();
  for (;;) {
    const missing = chunks.change(() => place(chunks, ids, { key, keep, bytes }));
    if (missing === null) return;
    bytes.set(missing, await chunks.read(missing));
  }
}

/** Null when all of them are kept, else the first whose bytes are needed; then nothing is changed. */
function place(chunks: Chunks, ids: readonly number[], { key, keep, bytes }: { readonly key: string | null; readonly keep: (moved: readonly number[]) => void; readonly bytes: ReadonlyMap<number, Buffer> }): number | null {
  const moved: number[] = [];
  for (const id of ids) {
    const read = bytes.get(id);
    const there = read === undefined ? chunks.putSame(id, key) : chunks.put(read, key);
    if (there === null) {
      for (const one of moved) chunks.release(one);
      return id;
    }
    moved.push(there);
  }
  keep(moved);
  return null;
}
