import { lchownSync } from 'node:fs';

/** Only root can give files to others: elsewhere everything belongs to the user that runs the sandbox, and backups hold that user's own ids. */
function canOwn(): boolean {
  return process.getuid?.() === 0;
}

/** Gives a path to its owner, where this process may. */
export function giveTo(path: Buffer | string, { uid, gid }: { readonly uid: number; readonly gid: number }): void {
  if (canOwn()) lchownSync(path, uid, gid);
}
