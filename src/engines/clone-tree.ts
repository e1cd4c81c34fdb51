import { copyFileSync, linkSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '#kit/make-folder';

/** The same folder again at nearly no cost: hard links where the file system allows them, else copies. `wanted` gets paths below it and may leave some out. */
export function cloneTree(from: string, to: string, wanted: (path: string) => boolean = () => true, below = ''): void {
  makeFolder(to, 0o755);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target, path] = [join(from, entry.name), join(to, entry.name), join(below, entry.name)];
    if (!wanted(path)) continue;
    if (entry.isDirectory()) cloneTree(source, target, wanted, path);
    else if (entry.isFile()) cloneFile(source, target);
  }
}

function cloneFile(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch {
    // another disk, or a file system or user without hard links: a copy does the same with more bytes
    copyFileSync(source, target);
  }
}
