import type { SandboxContext } from '../../../service.ts';

/** The piece under another key that holds the same folder as this one; null where nobody has copied it, or the copy is gone. */
export function twinOf({ catalogue: { db } }: Pick<SandboxContext, 'catalogue'>, piece: number, key: string): number | null {
  return (db.prepare('SELECT twin FROM efs_twin WHERE piece = ? AND key = ?').get(piece, key) as { readonly twin: number } | undefined)?.twin ?? null;
}

/** Inside a change. */
export function noteTwin({ catalogue: { db } }: Pick<SandboxContext, 'catalogue'>, piece: number, { key, twin }: { readonly key: string; readonly twin: number }): void {
  db.prepare('INSERT INTO efs_twin (piece, key, twin) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET twin = excluded.twin').run(piece, key, twin);
}
