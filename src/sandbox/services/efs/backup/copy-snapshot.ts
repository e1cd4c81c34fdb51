import { BackupFailure, type BackedUp } from '../../../backup-resource.ts';
import type { SandboxContext } from '../../../service.ts';
import { amountOf, type Entry, type Stored } from './entry.ts';
import { readFolder, readRoot, readTree, storeFolder, storeRoot, storeTree } from './folders.ts';
import { piecesOf } from './pieces.ts';
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
  const moved: Stored[] = [];
  for (const entry of await readFolder(pieces, piece)) moved.push(await copyEntry(context, { entry, snapshot }));
  return pieces.change(() => {
    const folder = pieces.hold(storeFolder(pieces, snapshot.key, moved), snapshot.id);
    noteTwin(context, piece, { key: snapshot.key, twin: folder });
    return folder;
  });
}

async function copyEntry(context: SandboxContext, { entry, snapshot }: { readonly entry: Stored; readonly snapshot: Snapshot }): Promise<Stored> {
  if (entry.folder !== undefined) return { ...entry, folder: await copyFolder(context, { piece: entry.folder, snapshot }) };
  const moved: number[] = [];
  for (const piece of entry.pieces) moved.push(await movePiece(context, { piece, snapshot }));
  return { ...entry, pieces: moved };
}

async function movePiece(context: SandboxContext, { piece, snapshot }: { readonly piece: number; readonly snapshot: Snapshot }): Promise<number> {
  const pieces = piecesOf(context);
  const there = pieces.change(() => {
    const same = pieces.putSame(piece, snapshot.key);
    return same === null ? null : pieces.hold(same, snapshot.id);
  });
  if (there !== null) return there;
  const bytes = await pieces.read(piece);
  return pieces.change(() => pieces.putHeld(bytes, { key: snapshot.key, snapshot: snapshot.id }));
}

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
