import { chmodSync, readdirSync, rmSync, type Dirent } from 'node:fs';
import { orGone } from './walk-tree.ts';

/** Removes a tree whatever the modes of its folders say: who is not root can empty only folders that he may write. */
export function removeTree(path: string): void {
  open(Buffer.from(path));
  rmSync(path, { recursive: true, force: true });
}

/** Folders only, from the top down; links are not followed. Root needs none of it. */
function open(folder: Buffer): void {
  if (process.getuid?.() === 0) return;
  for (const name of orGone(() => foldersIn(folder)) ?? []) open(Buffer.concat([folder, Buffer.from('/'), name]));
}

function foldersIn(folder: Buffer): readonly Buffer[] {
  chmodSync(folder, 0o700);
  return (readdirSync(folder, { withFileTypes: true, encoding: 'buffer' }) as readonly Dirent<Buffer>[]).filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
