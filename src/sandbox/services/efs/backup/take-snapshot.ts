import { hash } from 'node:crypto';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { BackupFailure, type BackedUp } from '../../../backup-resource.ts';
import type { SandboxContext } from '../../../service.ts';
import { FILE_SYSTEMS, type FileSystem } from '../model.ts';
import { parentOf } from '../tree/names.ts';
import { treePath } from '../tree/tree-path.ts';
import { walkTree, type Found } from '../tree/walk-tree.ts';
import { amountOf, entryOf, type Entry } from './entry.ts';
import { storeTree } from './folders.ts';
import { piecesOf } from './pieces.ts';
import { readContent } from './read-content.ts';
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
  const found = await walkTree(treePath(context, system.id));
  const early = [...found.filter(({ kind }) => kind === 'folder').map((folder) => entryOf(folder)), ...(await readPart(context, begun, found.filter(isEarly)))];
  const amount = amountOf(found);
  return told(pieces.change(() => {
    const listed = pieces.put(zstdCompressSync(JSON.stringify(early)), begun.key, [...new Set(early.flatMap((entry) => entry.pieces))]);
    return keepSnapshot(context.catalogue, { ...begun, ...amount, early: listed });
  }), null);
}

/** The second half, at the end of the job; the same answer when it has been done already. */
export async function endSnapshot(context: SandboxContext, artifact: string): Promise<BackedUp> {
  const snapshot = requireSnapshot(context.catalogue, artifact);
  if (snapshot.early === null) return told(snapshot, null);
  const { system } = snapshot.source;
  if (FILE_SYSTEMS.find(context.catalogue, system)?.state !== 'available') throw new BackupFailure(`File system ${system} was deleted while it was being backed up.`);
  const pieces = piecesOf(context);
  const early = JSON.parse(zstdDecompressSync(await pieces.read(snapshot.early)).toString()) as readonly Entry[];
  const found = await walkTree(treePath(context, system));
  const entries = union(early, [...found.filter(({ kind }) => kind === 'folder').map((folder) => entryOf(folder)), ...(await readPart(context, snapshot, found.filter((one) => !isEarly(one))))]);
  const others = found.filter(({ kind }) => kind === 'other').length;
  return told(pieces.change(() => {
    const root = storeTree(pieces, snapshot.key, entries);
    releaseHeld(context.catalogue, pieces, snapshot.id);
    if (snapshot.early !== null) pieces.release(snapshot.early);
    return keepSnapshot(context.catalogue, { ...snapshot, ...amountOf(entries), root, early: null });
  }), others === 0 ? null : `${others} of ${found.length} entries were not backed up: they are neither files nor folders nor symbolic links.`);
}

/** Files and links of one part; folders are told apart. */
async function readPart(context: SandboxContext, { id, key, source }: Snapshot, part: readonly Found[]): Promise<readonly Entry[]> {
  const links = part.filter(({ kind, target }) => kind === 'link' && target !== null).map((link) => entryOf(link));
  return [...links, ...(await readContent(context, { root: treePath(context, source.system), system: source.system, snapshot: id, key }, part.filter(({ kind }) => kind === 'file')))];
}

/** Names of one file are read together, or a backup would tear a file from itself. */
function isEarly({ path, shared }: Found): boolean {
  return (hash('sha256', shared ?? path, 'buffer')[0] ?? 0) < 128;
}

/** Folders as they were last; what lies in a folder that has gone meanwhile keeps it. */
function union(early: readonly Entry[], late: readonly Entry[]): readonly Entry[] {
  const byPath = new Map(late.map((entry) => [entry.path, entry]));
  const folders = new Map(early.filter(({ kind }) => kind === 'folder').map((entry) => [entry.path, entry]));
  for (const entry of early) {
    if (entry.kind === 'folder' || byPath.has(entry.path)) continue;
    byPath.set(entry.path, entry);
    for (let at = parentOf(entry.path); !byPath.has(at); at = parentOf(at)) {
      const folder = folders.get(at);
      if (folder) byPath.set(at, folder);
      if (at === '') break;
    }
  }
  return [...byPath.values()].filter(({ path }) => path === '' || byPath.get(parentOf(path))?.kind === 'folder');
}

function told(snapshot: Snapshot, message: string | null): BackedUp {
  return { artifact: artifactOf(snapshot), nativeArn: null, sizeBytes: snapshot.bytes, objects: snapshot.files, keyArn: snapshot.key, message };
}
