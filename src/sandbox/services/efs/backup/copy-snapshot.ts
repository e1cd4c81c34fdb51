import { BackupFailure, type BackedUp } from '../../../backup-resource.ts';
import type { SandboxContext } from '../../../service.ts';
import { amountOf, type Entry } from './entry.ts';
import { readTree, storeTree } from './folders.ts';
import { piecesOf } from './pieces.ts';
import { addSnapshot, artifactOf, dropSnapshot, dropSnapshotsOf, keepSnapshot, releaseHeld, requireSnapshot, rootOf, type Snapshot } from './snapshots.ts';

/** A snapshot of its own under another key; bytes that lie there already are not opened. */
export async function copySnapshot(context: SandboxContext, { artifact, keyArn, jobId }: { readonly artifact: string; readonly keyArn: string; readonly jobId: string }): Promise<BackedUp> {
  const pieces = piecesOf(context);
  const source = requireSnapshot(context.catalogue, artifact);
  const begun = pieces.change(() => {
    dropSnapshotsOf(context.catalogue, pieces, jobId);
    return addSnapshot(context.catalogue, { job: jobId, key: keyArn, source: source.source });
  });
  const entries: Entry[] = [];
  for (const entry of await readTree(pieces, rootOf(source))) {
    const moved: number[] = [];
    for (const piece of entry.pieces) moved.push(await movePiece(context, { piece, snapshot: begun }));
    entries.push({ ...entry, pieces: moved });
  }
  const made = finished(context, begun, entries);
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

function finished(context: SandboxContext, begun: Snapshot, entries: readonly Entry[]): Snapshot {
  const pieces = piecesOf(context);
  return pieces.change(() => {
    const made = keepSnapshot(context.catalogue, { ...begun, ...amountOf(entries), root: storeTree(pieces, begun.key, entries) });
    releaseHeld(context.catalogue, pieces, begun.id);
    return made;
  });
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
