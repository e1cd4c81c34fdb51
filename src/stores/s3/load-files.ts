import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, extname, join, relative, sep } from 'node:path';
import { usageError } from '#kit/redrill-error';
import type { S3Store } from './s3-store.ts';

/** What was loaded from a user's own files, and what was not, by name. */
export interface LoadOutcome {
  readonly count: number;
  readonly bytes: number;
  readonly problems: readonly string[];
}

/** The largest body that one request takes; longer files would have to go in parts. */
const MOST_BYTES = 1024 ** 3;
const TYPES: Readonly<Record<string, string>> = { '.csv': 'text/csv', '.json': 'application/json', '.html': 'text/html', '.svg': 'image/svg+xml', '.txt': 'text/plain', '.log': 'text/plain', '.png': 'image/png', '.jpg': 'image/jpeg', '.pdf': 'application/pdf' };

/** Puts files and folders of this machine into a bucket: keys are paths below what was named, behind `prefix`. Links and special files are named and left out. */
export async function loadFiles(store: S3Store, { bucket, prefix, paths }: { readonly bucket: string; readonly prefix: string; readonly paths: readonly string[] }): Promise<LoadOutcome> {
  const problems: string[] = [];
  async function* objects(): AsyncGenerator<{ ref: { bucket: string; key: string }; body: Buffer; contentType: string }> {
    for (const path of paths) {
      for await (const { file, key } of filesOf(path, problems)) {
        const { size } = await stat(file);
        if (size > MOST_BYTES) problems.push(`${file}: is ${size} bytes, and at most ${MOST_BYTES} fit into one request; put it there with "aws s3 cp" (see redrill sandbox env)`);
        else yield { ref: { bucket, key: `${prefix}${key}` }, body: await readFile(file), contentType: TYPES[extname(file).toLowerCase()] ?? 'application/octet-stream' };
      }
    }
  }
  const { done, bytes, failed } = await store.putMany(objects());
  return { count: done, bytes, problems: [...problems, ...failed.map(({ item, code, message }) => `${item.key}: ${code}: ${message}`)] };
}

async function* filesOf(path: string, problems: string[]): AsyncGenerator<{ readonly file: string; readonly key: string }> {
  const info = await stat(path).catch(() => null);
  if (info === null) throw usageError('load.no-file', `${path} does not exist: nothing was loaded from it`);
  if (info.isFile()) {
    yield { file: path, key: basename(path) };
    return;
  }
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile()) yield { file, key: relative(path, file).split(sep).join('/') };
    else if (!entry.isDirectory()) problems.push(`${file}: is neither a file nor a folder, left out`);
  }
}
