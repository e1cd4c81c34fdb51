import { sha256 } from '#kit/digest';
import type { TreeEntry } from '#stores/efs/walk-tree';
import { walkTree } from '#stores/efs/walk-tree';
import type { S3Store } from '#stores/s3/s3-store';
import { readPieces } from './read-pieces.ts';
import type { SafetyPlaces } from './safety-places.ts';

/** The tree of a safety copy, parents before children. */
export async function keptTree(s3: S3Store, places: SafetyPlaces): Promise<readonly KeptEntry[]> {
  const { body } = await s3.get({ bucket: places.bucket, key: places.tree });
  return body.toString('utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as KeptEntry);
}

/** One thing of the tree as the copy keeps it. */
export type KeptEntry = Omit<TreeEntry, 'key'> & { readonly pieces: readonly string[] };

/** Reads every file of a tree piece by piece, each named by its SHA-256; the lines of the tree are noted on the way. Files of several names are read once for each. */
export async function* keepTree(root: string, lines: string[]): AsyncGenerator<{ readonly name: string; readonly body: Buffer }> {
  for await (const { key: _, ...entry } of walkTree(root)) {
    const names: string[] = [];
    let sizeBytes = 0;
    if (entry.kind === 'file') {
      for await (const body of readPieces(root, entry.path)) {
        const name = sha256(body);
        names.push(name);
        sizeBytes += body.length;
        yield { name, body };
      }
    }
    if (entry.kind !== 'other') lines.push(`${JSON.stringify({ ...entry, sizeBytes, pieces: names } satisfies KeptEntry)}\n`);
  }
}
