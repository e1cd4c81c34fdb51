import type { Found } from '../tree/walk-tree.ts';

/** One thing of a backed up tree: what a restore needs to make it again. */
export interface Entry extends Pick<Found, 'path' | 'mode' | 'uid' | 'gid' | 'mtimeMicros' | 'size' | 'shared' | 'sparse' | 'target'> {
  readonly kind: 'folder' | 'file' | 'link';
  /** Of a file: the pieces of its bytes in order. */
  readonly pieces: readonly number[];
}

/** An entry without bytes, from what the operating system tells. */
export function entryOf(found: Found, pieces: readonly number[] = []): Entry {
  const { path, kind, mode, uid, gid, mtimeMicros, size, shared, sparse, target } = found;
  return { path, kind: kind === 'folder' || kind === 'link' ? kind : 'file', mode, uid, gid, mtimeMicros, size: kind === 'folder' ? 0 : size, shared, sparse, target, pieces };
}

/** How much a tree holds: everything but folders, and the bytes of files. */
export function amountOf(things: readonly { readonly kind: string; readonly size: number }[]): { readonly files: number; readonly bytes: number } {
  const files = things.filter(({ kind }) => kind !== 'folder' && kind !== 'other');
  return { files: files.length, bytes: files.reduce((sum, { kind, size }) => sum + (kind === 'file' ? size : 0), 0) };
}
