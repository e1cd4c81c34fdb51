/**
 * Names of files are bytes. Inside the sandbox a name is a text with one character for each byte (latin1), so that no name is lost or changed;
 * calls of the operating system get the bytes.
 */
export function pathBytes(root: string, path: string): Buffer {
  return path === '' ? Buffer.from(root) : Buffer.concat([Buffer.from(`${root}/`), Buffer.from(path, 'latin1')]);
}

/** A text as clients write it (UTF-8) in the form of the tree's names. */
export function nameOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '' : path.slice(0, slash);
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
