import { closeSync, fstatSync, lstatSync, openSync, readFileSync, readSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ioReason } from '#kit/io-reason';
import { invalid, unchecked } from './bundle-fault.ts';
import { LIMITS } from './bundle-format.ts';
import type { BundleFiles } from './bundle-format.ts';
import { nameFault } from './tar-header.ts';
import { unpackArchive } from './unpack-archive.ts';

/** A stranger's bundle from disk, as data: a folder, a `.tar.gz` or a `.tar`. Nothing in it is run, no link is followed, and what is too large is not read. */
export function loadBundle(path: string): BundleFiles {
  try {
    const stats = lstatSync(path);
    if (stats.isDirectory()) return folderFiles(path);
    return unpackArchive(readLimited(path, LIMITS.archiveBytes));
  } catch (error) {
    const reason = ioReason(error);
    if (reason !== null) throw unchecked(`${path} cannot be read: ${reason}.`, error);
    throw error;
  }
}

function folderFiles(root: string): BundleFiles {
  const files = new Map<string, Buffer>();
  let left: number = LIMITS.unpackedBytes;
  const walk = (below: string): void => {
    for (const entry of readdirSync(join(root, below), { withFileTypes: true })) {
      const name = below === '' ? entry.name : `${below}/${entry.name}`;
      const fault = nameFault(name, LIMITS.nameCharacters);
      if (fault !== null) throw invalid(`The folder holds the name ${JSON.stringify(name)}, which ${fault}.`);
      if (entry.isDirectory()) walk(name);
      else if (!entry.isFile()) throw invalid(`${JSON.stringify(name)} is a link or no plain file: a bundle holds plain files only.`);
      else if (files.size >= LIMITS.files) throw unchecked(`The folder has more than ${LIMITS.files} files, which no bundle has.`);
      else {
        const bytes = readLimited(join(root, name), left);
        left -= bytes.length;
        files.set(name, bytes);
      }
    }
  };
  walk('');
  return files;
}

/** A device or a pipe has no end; only a plain file is read. */
function readLimited(path: string, maxBytes: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) throw unchecked(`${path} is no plain file: expected a bundle's folder or its .tar.gz.`);
    if (stats.size > maxBytes) throw unchecked(`${path} has ${stats.size} bytes, more than a bundle may have (${maxBytes}).`);
    if (stats.size > 0) return readFileSync(file);
    // A file that calls itself empty may still give bytes without end.
    if (readSync(file, Buffer.alloc(1)) > 0) throw unchecked(`${path} is no plain file: expected a bundle's folder or its .tar.gz.`);
    return Buffer.alloc(0);
  } finally {
    closeSync(file);
  }
}
