import type { Found } from '../tree/walk-tree.ts';

/** One thing inside the piece of its folder: what a restore needs to make it again. */
export interface Stored extends Pick<Found, 'name' | 'mode' | 'uid' | 'gid' | 'mtimeMicros' | 'size' | 'shared' | 'sparse' | 'target'> {
  readonly kind: 'folder' | 'file' | 'link';
  /** Of a file: the pieces of its bytes in order. */
  readonly pieces: readonly number[];
  /** Of a folder: the piece that holds what lies in it. */
  readonly folder?: number;
  /** Of a folder of which only a part is stored, while a backup runs: that part. */
  readonly within?: readonly Stored[];
  /** Of such a folder: what else was there when the backup began, by name. It is read when the backup ends. */
  readonly unread?: readonly string[];
  /** How it looked (`Found.mark`) when it held what is stored; absent where that is not known. */
  readonly mark?: string;
}

/** The same by its path below the root. */
export interface Entry extends Omit<Stored, 'name' | 'folder' | 'within' | 'unread'> {
  readonly path: string;
}

/** How much something holds: everything but folders, and the bytes of files. */
export interface Amount {
  readonly files: number;
  readonly bytes: number;
}

/** What the operating system tells of a thing, ready to be stored. */
export function storedOf({ name, kind, mode, uid, gid, mtimeMicros, size, shared, sparse, target, mark }: Found, { pieces = [], size: read = size }: { readonly pieces?: readonly number[]; readonly size?: number } = {}): Stored {
  return { name, kind: kind === 'folder' || kind === 'link' ? kind : 'file', mode, uid, gid, mtimeMicros, size: read, shared, sparse, target, pieces, mark };
}

export function amountOf(things: Iterable<{ readonly kind: string; readonly size: number }>): Amount {
  let [files, bytes] = [0, 0];
  for (const { kind, size } of things) {
    if (kind === 'folder' || kind === 'other') continue;
    files += 1;
    bytes += kind === 'file' ? size : 0;
  }
  return { files, bytes };
}
