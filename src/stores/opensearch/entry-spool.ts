import { hash } from 'node:crypto';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DocumentContent } from './document-digest.ts';

/** A document by name (`<group>/<id>`), in digest form. */
export interface Entry extends DocumentContent {
  readonly name: string;
  /** Of several entries of one name the one with the highest rank is the newest; 0 where there is no order. */
  readonly rank: number;
}

/** Buckets that names fall into: both sides of a comparison are read bucket by bucket, so memory is one bucket of each. */
export const BUCKETS = 256;

/** Which bucket a name falls into. */
export function bucketOf(name: string): number {
  return hash('sha256', name, 'buffer').readUInt8(0);
}

const FLUSH_CHARS = 128 * 1024;

/** Takes entries in any order and gives them back bucket by bucket; what does not fit into memory waits in a temporary folder. */
export class EntrySpool implements Disposable {
  count = 0;
  bytes = 0;
  private readonly waiting = Array.from({ length: BUCKETS }, (): string[] => []);
  private readonly chars = Array.from({ length: BUCKETS }, () => 0);
  private folder: string | null = null;

  add({ name, rank, sha256, sizeBytes }: Entry): void {
    const bucket = bucketOf(name);
    const line = JSON.stringify([name, rank, sha256, sizeBytes]);
    this.waiting[bucket]?.push(line);
    this.chars[bucket] = (this.chars[bucket] ?? 0) + line.length + 1;
    this.count += 1;
    this.bytes += sizeBytes;
    if ((this.chars[bucket] ?? 0) > FLUSH_CHARS) this.flush(bucket);
  }

  /** The entries of one bucket by name, older ones of the same name first. */
  bucket(bucket: number): readonly Entry[] {
    const file = this.folder === null ? null : join(this.folder, String(bucket));
    const lines = [...(file !== null && existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : []), ...(this.waiting[bucket] ?? [])];
    return lines.map(entryOf).sort((a, b) => (a.name === b.name ? a.rank - b.rank : a.name < b.name ? -1 : 1));
  }

  [Symbol.dispose](): void {
    if (this.folder !== null) rmSync(this.folder, { recursive: true, force: true });
    this.folder = null;
  }

  private flush(bucket: number): void {
    this.folder ??= mkdtempSync(join(tmpdir(), 'redrill-entries-'));
    appendFileSync(join(this.folder, String(bucket)), `${this.waiting[bucket]?.join('\n') ?? ''}\n`);
    this.waiting[bucket] = [];
    this.chars[bucket] = 0;
  }
}

function entryOf(line: string): Entry {
  const [name, rank, sha256, sizeBytes] = JSON.parse(line) as [string, number, string, number];
  return { name, rank, sha256, sizeBytes };
}

/** Of each name only the newest entry. */
export function newestOnly(entries: readonly Entry[]): readonly Entry[] {
  return entries.filter(({ name }, i) => entries[i + 1]?.name !== name);
}
