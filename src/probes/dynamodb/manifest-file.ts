import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readSync, fstatSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { sha256File } from '#kit/digest';
import { RedrillError } from '#kit/redrill-error';
import { RowSum } from '#stores/rds/row-sum';
import type { KeyAttribute } from './key-hash.ts';
import { lineOf, parseLine } from './saved-item.ts';
import type { SavedItem } from './saved-item.ts';

/** What the items of a bucket add up to, and where in the file they are. */
export interface SavedBucket {
  readonly items: number;
  readonly bytes: number;
  /** `RowSum.digest()` of its items. */
  readonly sum: string;
  readonly offset: number;
  readonly length: number;
}

/** The last line of a manifest; lines before it are items, sorted by bucket and name. */
interface Contents {
  readonly format: 'redrill-dynamodb-manifest-1';
  readonly key: readonly KeyAttribute[];
  readonly timeToLive: string | null;
  readonly buckets: readonly (readonly [bucket: number, items: number, bytes: number, sum: string, offset: number, length: number])[];
}

/** A manifest whose bytes are what the record says. */
export interface Manifest {
  readonly file: string;
  readonly key: readonly KeyAttribute[];
  /** The attribute by which items expired when the manifest was taken. */
  readonly timeToLive: string | null;
  /** Buckets that held anything. */
  readonly buckets: ReadonlyMap<number, SavedBucket>;
}

/** Checks the whole file first: a lost tail would expect less, and so find more recovered. */
export async function openManifest(file: string, sha256: string): Promise<Manifest> {
  if ((await sha256File(file)) !== sha256) throw new RedrillError('manifest.changed', `${file} is not what the record says was written (SHA-256 ${sha256.slice(0, 12)}): the expected content is not known any more`);
  const { key, timeToLive, buckets } = readContents(file);
  return { file, key, timeToLive, buckets: new Map(buckets.map(([bucket, items, bytes, sum, offset, length]) => [bucket, { items, bytes, sum, offset, length }])) };
}

/** The items of one bucket; none where the manifest has nothing in it. */
export function savedItems({ file, buckets }: Pick<Manifest, 'file' | 'buckets'>, bucket: number): readonly SavedItem[] {
  const saved = buckets.get(bucket);
  if (saved === undefined || saved.length === 0) return [];
  return readPart(file, saved).toString('utf8').split('\n').slice(0, -1).map(parseLine);
}

export interface ManifestWriter {
  /** The items of one bucket, in any order; buckets come in ascending order. */
  bucket(bucket: number, items: readonly SavedItem[]): void;
  /** Writes the last line; the SHA-256 of the file. */
  close(): string;
  /** Gives up: closes the file, which is then no manifest. */
  abandon(): void;
}

/** Writes a manifest in one pass; memory is one bucket. */
export function writeManifest(path: string, about: Pick<Contents, 'key' | 'timeToLive'>): ManifestWriter {
  mkdirSync(dirname(path), { recursive: true });
  const fd = openSync(path, 'w');
  const digest = createHash('sha256');
  const buckets: Contents['buckets'][number][] = [];
  let at = 0;
  const write = (text: string): number => {
    const bytes = Buffer.from(text);
    digest.update(bytes);
    for (let written = 0; written < bytes.length;) written += writeSync(fd, bytes, written);
    at += bytes.length;
    return bytes.length;
  };
  return {
    bucket: (bucket, items) => {
      const sum = new RowSum();
      for (const { sha256, sizeBytes } of items) sum.addHex(sha256, sizeBytes);
      const offset = at;
      const length = write([...items].sort((a, b) => (a.name < b.name ? -1 : 1)).map((item) => `${lineOf(item)}\n`).join(''));
      buckets.push([bucket, sum.rows, sum.bytes, sum.digest(), offset, length]);
    },
    close: () => {
      const contents: Contents = { format: 'redrill-dynamodb-manifest-1', ...about, buckets };
      write(`${JSON.stringify(contents)}\n`);
      closeSync(fd);
      return digest.digest('hex');
    },
    abandon: () => closeSync(fd),
  };
}

const TAIL_BYTES = 1_048_576;

function readContents(file: string): Contents {
  const fd = openSync(file, 'r');
  const { size } = fstatSync(fd);
  closeSync(fd);
  for (let length = Math.min(TAIL_BYTES, size); ; length = Math.min(length * 4, size)) {
    const tail = readPart(file, { offset: size - length, length });
    const start = tail.lastIndexOf('\n', tail.length - 2) + 1;
    if (start > 0 || length === size) return JSON.parse(tail.toString('utf8', start)) as Contents;
  }
}

function readPart(file: string, { offset, length }: { readonly offset: number; readonly length: number }): Buffer {
  const fd = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(length);
    for (let read = 0; read < length;) {
      const more = readSync(fd, bytes, read, length - read, offset + read);
      if (more === 0) throw new RedrillError('manifest.changed', `${file} ends before byte ${offset + length}: it was cut while it was read`);
      read += more;
    }
    return bytes;
  } finally {
    closeSync(fd);
  }
}
