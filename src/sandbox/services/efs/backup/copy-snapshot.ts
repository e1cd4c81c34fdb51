import { bug } from '#kit/redrill-error';
import { BackupFailure, type BackedUp } from '../../../backup-resource.ts';
import type { SandboxContext } from '../../../service.ts';
import { amountOf, type Entry, type Stored } from './entry.ts';
import { readFolder, readRoot, readTree, storeFolder, storeRoot, storeTree } from './folders.ts';
import { piecesOf, type Pieces } from './pieces.ts';
import { addSnapshot, artifactOf, dropSnapshot, dropSnapshotsOf, keepSnapshot, releaseHeld, requireSnapshot, rootOf, type Snapshot } from './snapshots.ts';
import { noteTwin, twinOf } from './twins.ts';

/** A snapshot of its own under another key; bytes and folders that lie there already are not opened. */
export async function copySnapshot(context: SandboxContext, { artifact, keyArn, jobId }: { readonly artifact: string; readonly keyArn: string; readonly jobId: string }): Promise<BackedUp> {
  const pieces = piecesOf(context);
  const source = requireSnapshot(context.catalogue, artifact);
  const begun = pieces.change(() => {
    dropSnapshotsOf(context.catalogue, pieces, jobId);
    return addSnapshot(context.catalogue, { job: jobId, key: keyArn, source: source.source });
  });
  const root = await readRoot(pieces, rootOf(source));
  const folder = await copyFolder(context, { piece: root.folder, snapshot: begun });
  const made = pieces.change(() => {
    const kept = keepSnapshot(context.catalogue, { ...begun, files: source.files, bytes: source.bytes, root: storeRoot(pieces, keyArn, { ...root, folder }) });
    releaseHeld(context.catalogue, pieces, begun.id);
    return kept;
  });
  return { artifact: artifactOf(made), nativeArn: null, sizeBytes: made.bytes, objects: made.files, keyArn, message: null };
}

/** Sabotage below the API: the snapshot with other content, under the same job and key. The old one goes. */
export async function damageSnapshot(context: SandboxContext, artifact: string, { mode, other }: { readonly mode: 'empty' | 'truncate' | 'swap'; readonly other?: string }): Promise<string> {
  const pieces = piecesOf(context);
  const snapshot = requireSnapshot(context.catalogue, artifact);
  const from = mode === 'swap' ? requireSnapshot(context.catalogue, other ?? '') : snapshot;
  if (from.key !== snapshot.key) throw new BackupFailure('A swap needs two points under one key.');
  const whole = await readTree(pieces, rootOf(from));
  const entries = mode === 'empty' ? whole.slice(0, 1) : mode === 'truncate' ? firstHalf(whole) : whole;
  return artifactOf(pieces.change(() => {
    const made = addSnapshot(context.catalogue, snapshot);
    const kept = keepSnapshot(context.catalogue, { ...made, ...amountOf(entries), root: storeTree(pieces, snapshot.key, entries) });
    dropSnapshot(context.catalogue, pieces, snapshot.id);
    return kept;
  }));
}

/** A folder with all that lies in it, held by the snapshot in the making. */
async function copyFolder(context: SandboxContext, { piece, snapshot }: { readonly piece: number; readonly snapshot: Snapshot }): Promise<number> {
  const pieces = piecesOf(context);
  const there = pieces.change(() => {
    const twin = twinOf(context, piece, snapshot.key);
    if (twin === null) return null;
    pieces.retain(twin);
    return pieces.hold(twin, snapshot.id);
  });
  if (there !== null) return there;
  const entries: Stored[] = [];
  for (const entry of await readFolder(pieces, piece)) entries.push(entry.folder === undefined ? entry : { ...entry, folder: await copyFolder(context, { piece: entry.folder, snapshot }) });
  const bytes = await bytesOfNew(context, { wanted: new Set(entries.flatMap((entry) => entry.pieces)), snapshot });
  return pieces.change(() => {
    const placed = entries.map((entry) => ({ ...entry, pieces: entry.pieces.map((one) => place(pieces, { piece: one, bytes: bytes.get(one), key: snapshot.key })) }));
    const folder = pieces.hold(storeFolder(pieces, snapshot.key, placed), snapshot.id);
    // the folder's piece holds them now
    for (const entry of placed) for (const one of entry.pieces) pieces.release(one);
    noteTwin(context, piece, { key: snapshot.key, twin: folder });
    return folder;
  });
}

function place(pieces: Pieces, { piece, bytes, key }: { readonly piece: number; readonly bytes: Buffer | undefined; readonly key: string }): number {
  const there = pieces.putSame(piece, key);
  if (there !== null) return there;
  if (bytes === undefined) throw bug('efs.copy', `piece ${piece} was held and is not there`);
  return pieces.put(bytes, key);
}

/** The plain bytes of pieces that do not lie under the snapshot's key yet. Those that do are held by it, and so are bytes that would take too much memory together. */
async function bytesOfNew(context: SandboxContext, { wanted, snapshot }: { readonly wanted: ReadonlySet<number>; readonly snapshot: Snapshot }): Promise<ReadonlyMap<number, Buffer>> {
  const pieces = piecesOf(context);
  const bytes = new Map<number, Buffer>();
  let sizeBytes = 0;
  for (const piece of wanted) {
    const there = pieces.change(() => {
      const same = pieces.putSame(piece, snapshot.key);
      return same === null ? null : pieces.hold(same, snapshot.id);
    });
    if (there !== null) continue;
    const read = await pieces.read(piece);
    sizeBytes += read.length;
    if (sizeBytes <= AT_ONCE_BYTES) bytes.set(piece, read);
    else pieces.change(() => pieces.putHeld(read, { key: snapshot.key, snapshot: snapshot.id }));
  }
  return bytes;
}

const AT_ONCE_BYTES = 16 * 1_048_576;

/** Half of the files or half of the bytes, whichever ends first; folders stay. */
function firstHalf(entries: readonly Entry[]): readonly Entry[] {
  const { files, bytes } = amountOf(entries);
  let [leftFiles, leftBytes] = [Math.floor(files / 2), bytes / 2];
  return entries.filter((entry) => {
    if (entry.kind === 'folder') return true;
    leftFiles -= 1;
    leftBytes -= entry.size;
    return leftFiles >= 0 && leftBytes >= 0;
  });
}
