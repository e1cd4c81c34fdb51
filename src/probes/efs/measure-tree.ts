import { REDRILL_FOLDER } from '#stores/efs/names';
import { walkTree } from '#stores/efs/walk-tree';

export interface TreeMeasure {
  readonly files: number;
  readonly bytes: number;
  /** Of files of users; null where there are none. */
  readonly newestMicros: number | null;
  /** Files below each of the folders that were asked for. */
  readonly below: Readonly<Record<string, number>>;
}

/** Counts what a tree holds, marks of redrill included: the provider counts them as well. */
export async function measureTree(root: string, folders: readonly string[]): Promise<TreeMeasure> {
  let [files, bytes] = [0, 0];
  let newestMicros: number | null = null;
  const below = Object.fromEntries(folders.map((folder) => [folder, 0]));
  for await (const { kind, path, sizeBytes, mtimeMicros } of walkTree(root)) {
    if (kind === 'folder') continue;
    files += 1;
    if (kind === 'file') bytes += sizeBytes;
    if (path.startsWith(`${REDRILL_FOLDER}/`)) continue;
    if (kind === 'file' && mtimeMicros > (newestMicros ?? 0)) newestMicros = mtimeMicros;
    for (const folder of folders) if (path.startsWith(`${folder}/`)) below[folder] = (below[folder] ?? 0) + 1;
  }
  return { files, bytes, newestMicros, below };
}
