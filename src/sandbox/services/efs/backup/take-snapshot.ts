import { BackupFailure, type BackedUp } from '../../../backup-resource.ts';
import type { SandboxContext } from '../../../service.ts';
import { FILE_SYSTEMS, type FileSystem } from '../model.ts';
import { treePath } from '../tree/tree-path.ts';
import { allOf, walkTree, type Found } from '../tree/walk-tree.ts';
import { keepEarly } from './early-tree.ts';
import { amountOf } from './entry.ts';
import { lastTree, noteLastTree } from './last-tree.ts';
import { keepLate } from './late-tree.ts';
import { piecesOf } from './pieces.ts';
import { Pace, type ReadInput } from './read-files.ts';
import { addSnapshot, artifactOf, dropSnapshotsOf, keepSnapshot, releaseHeld, requireSnapshot, type Snapshot } from './snapshots.ts';

export interface SnapshotInput {
  readonly system: FileSystem;
  readonly jobId: string;
  readonly vaultKeyArn: string;
  readonly roleArn: string;
}

/**
 * The first half of a backup. AWS Backup walks a file system for minutes while people write to it, and its backups are not consistent
 * (aws-facts.md 2.3): so part of the files is read when the job begins and the rest when it ends. Which part a file belongs to follows from its
 * name alone, so that files of one folder fall on both sides.
 */
export async function beginSnapshot(context: SandboxContext, { system, jobId, vaultKeyArn, roleArn }: SnapshotInput): Promise<BackedUp> {
  const problem = context.keys.problem(vaultKeyArn, 'encrypt', { account: system.account, arn: roleArn });
  if (problem) throw new BackupFailure(`The AWS KMS key ${vaultKeyArn} of the backup vault is not available to ${roleArn}: ${problem.message}`);
  const pieces = piecesOf(context);
  const source = { system: system.id, encrypted: system.keyArn !== null, keyArn: system.keyArn, performanceMode: system.performanceMode };
  const begun = pieces.change(() => {
    dropSnapshotsOf(context.catalogue, pieces, jobId);
    return addSnapshot(context.catalogue, { job: jobId, key: vaultKeyArn, source });
  });
  const tree = await treeOf(context, begun);
  const early = await keepEarly(readInput(context, begun), { tree, last: await lastTree(context, begun) });
  return told(pieces.change(() => keepSnapshot(context.catalogue, { ...begun, ...amountOf(allOf(tree)), early })), null);
}

/** The second half, at the end of the job; the same answer when it has been done already. */
export async function endSnapshot(context: SandboxContext, artifact: string): Promise<BackedUp> {
  const snapshot = requireSnapshot(context.catalogue, artifact);
  if (snapshot.early === null) return told(snapshot, null);
  const { system } = snapshot.source;
  if (FILE_SYSTEMS.find(context.catalogue, system)?.state !== 'available') throw new BackupFailure(`File system ${system} was deleted while it was being backed up.`);
  const pieces = piecesOf(context);
  const tree = await treeOf(context, snapshot);
  const { piece, files, bytes } = await keepLate(readInput(context, snapshot), { tree, early: snapshot.early, last: await lastTree(context, snapshot) });
  const [all, others] = [...allOf(tree)].reduce(([n, other], { kind }) => [n + 1, other + (kind === 'other' ? 1 : 0)], [0, 0]);
  return told(pieces.change(() => {
    pieces.retain(piece);
    releaseHeld(context.catalogue, pieces, snapshot.id);
    noteLastTree(context, snapshot, piece);
    return keepSnapshot(context.catalogue, { ...snapshot, files, bytes, root: piece, early: null });
  }), others === 0 ? null : `${others} of ${all} entries were not backed up: they are neither files nor folders nor symbolic links.`);
}

async function treeOf(context: SandboxContext, { source }: Snapshot): Promise<Found> {
  const tree = await walkTree(treePath(context, source.system));
  if (tree === null) throw new BackupFailure(`File system ${source.system} was deleted while it was being backed up.`);
  return tree;
}

function readInput(context: SandboxContext, { id, key, source }: Snapshot): ReadInput {
  return { pieces: piecesOf(context), root: treePath(context, source.system), key, snapshot: id, pace: new Pace(), closing: context.closing };
}

function told(snapshot: Snapshot, message: string | null): BackedUp {
  return { artifact: artifactOf(snapshot), nativeArn: null, sizeBytes: snapshot.bytes, objects: snapshot.files, keyArn: snapshot.key, message };
}
