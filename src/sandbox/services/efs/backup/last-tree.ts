import type { SandboxContext } from '../../../service.ts';
import { readRoot, type Root } from './folders.ts';
import { piecesOf } from './pieces.ts';
import type { Snapshot } from './snapshots.ts';

/** The newest tree of the same file system under the same key, held by a snapshot in the making; null where there is none, or none any more. */
export async function lastTree(context: SandboxContext, { id, key, source }: Snapshot): Promise<Root | null> {
  const pieces = piecesOf(context);
  const row = context.catalogue.db.prepare('SELECT root FROM efs_last WHERE system = ? AND key = ?').get(source.system, key) as { readonly root: number } | undefined;
  if (!row || !pieces.has(row.root, key)) return null;
  pieces.change(() => {
    pieces.retain(row.root);
    pieces.hold(row.root, id);
  });
  return readRoot(pieces, row.root);
}

/** Inside a change. */
export function noteLastTree({ catalogue }: Pick<SandboxContext, 'catalogue'>, { key, source }: Snapshot, root: number): void {
  catalogue.db.prepare('INSERT INTO efs_last (system, key, root) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET root = excluded.root').run(source.system, key, root);
}
