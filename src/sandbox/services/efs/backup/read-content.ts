import { open } from 'node:fs/promises';
import type { SandboxContext } from '../../../service.ts';
import { pathBytes } from '../tree/names.ts';
import { orGone, type Found } from '../tree/walk-tree.ts';
import { entryOf, type Entry } from './entry.ts';
import { piecesOf, type Pieces } from './pieces.ts';

/** Largest piece of a file. */
const PIECE_BYTES = 8 * 1_048_576;
/** Files that are read at once, and whose pieces are kept in one transaction. */
const AT_ONCE = 32;

export interface ReadInput {
  readonly root: string;
  readonly system: string;
  readonly snapshot: string;
  readonly key: string;
}

/**
 * Reads the bytes of files into pieces that the snapshot holds. A file that looks as it did last time (size, times, inode number) is not
 * read again. Files that have gone meanwhile are left out; one that changes while it is read is kept as it was read.
 */
export async function readContent(context: SandboxContext, input: ReadInput, files: readonly Found[]): Promise<readonly Entry[]> {
  const pieces = piecesOf(context);
  const seen = seenRows(context, input);
  const entries: Entry[] = [];
  const unread: Found[] = [];
  for (const file of files) {
    const known = seen.get(file.path);
    if (known?.mark === file.mark && known.key === input.key && known.pieces.every((id) => pieces.has(id, input.key))) entries.push(entryOf(file, known.pieces));
    else unread.push(file);
  }
  for (let i = 0; i < unread.length && context.closing?.aborted !== true; i += AT_ONCE) {
    const read = await Promise.all(unread.slice(i, i + AT_ONCE).map((file) => readFile(context, pieces, input, file)));
    const whole = read.filter((one) => one !== null);
    pieces.change(() => {
      for (const { file, last, ids, size } of whole) {
        const all = last === null ? ids : [...ids, hold(context, input, pieces.put(last, input.key))];
        context.catalogue.db.prepare('INSERT INTO efs_seen (system, path, key, mark, pieces) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET key = excluded.key, mark = excluded.mark, pieces = excluded.pieces').run(input.system, file.path, input.key, file.mark, JSON.stringify(all));
        entries.push(entryOf({ ...file, size }, all));
      }
    });
  }
  return entries;
}

interface Read {
  readonly file: Found;
  /** Pieces before the last, which are kept one by one so that a large file never lies in memory. */
  readonly ids: readonly number[];
  readonly last: Buffer | null;
  readonly size: number;
}

async function readFile(context: SandboxContext, pieces: Pieces, input: ReadInput, file: Found): Promise<Read | null> {
  const handle = await orGone(open(pathBytes(input.root, file.path), 'r'));
  if (handle === null) return null;
  const ids: number[] = [];
  let size = 0;
  let last: Buffer | null = null;
  try {
    for (;;) {
      const space = Buffer.allocUnsafe(Math.min(PIECE_BYTES, Math.max(1, file.size - size)));
      const { bytesRead } = await handle.read(space, 0, space.length, size);
      if (bytesRead === 0) break;
      if (last !== null) ids.push(keep(context, pieces, input, last));
      last = space.subarray(0, bytesRead);
      size += bytesRead;
      if (size >= file.size) break;
    }
  } finally {
    await handle.close();
  }
  return { file, ids, last, size };
}

function keep(context: SandboxContext, pieces: Pieces, input: ReadInput, bytes: Buffer): number {
  return pieces.change(() => hold(context, input, pieces.put(bytes, input.key)));
}

/** The reference that `put` gave belongs to the snapshot in the making, so that a kill leaves none that nobody knows of. */
function hold({ catalogue }: SandboxContext, { snapshot }: ReadInput, piece: number): number {
  catalogue.db.prepare('INSERT INTO efs_held (snapshot, piece) VALUES (?, ?)').run(snapshot, piece);
  return piece;
}

interface Seen {
  readonly key: string;
  readonly mark: string;
  readonly pieces: readonly number[];
}

function seenRows({ catalogue }: SandboxContext, { system }: ReadInput): ReadonlyMap<string, Seen> {
  const rows = catalogue.db.prepare('SELECT path, key, mark, pieces FROM efs_seen WHERE system = ?').all(system) as unknown as readonly { readonly path: string; readonly key: string; readonly mark: string; readonly pieces: string }[];
  return new Map(rows.map(({ path, key, mark, pieces }) => [path, { key, mark, pieces: JSON.parse(pieces) as readonly number[] }]));
}
