import type { BackupConfig, StoreConfig } from '#contract/config.schema';
import { RedrillError } from '#kit/redrill-error';
import { microsOf } from '#kit/time';
import { REDRILL_PREFIX } from '../s3/beacon-keys.ts';
import type { S3Store } from '../s3/s3-store.ts';

/** Where the source files of an index lie. */
export type SourceConfig = Extract<BackupConfig, { readonly kind: 'source-files' }>;

/** The source files that a recovery rests on; null where another backup serves. */
export function servingSources(store: StoreConfig): SourceConfig | null {
  const [backup] = store.backups;
  return backup?.kind === 'source-files' ? backup : null;
}

/** The same, where nothing else will do. */
export function sourcesOf(store: StoreConfig): SourceConfig {
  const sources = servingSources(store);
  if (sources === null) throw new RedrillError('store.no-sources', `${store.id} is not rebuilt from source files on this way: expected a backup of kind source-files to come first`);
  return sources;
}

/** A landed file in the order of landing. */
export interface SourceFile {
  readonly key: string;
  readonly sizeBytes: number;
  readonly landedAt: string;
  /** 1 for the file that landed first. */
  readonly rank: number;
  /** The alias whose documents it holds; null for a file that belongs to none. */
  readonly alias: string | null;
}

/**
 * All landed files, oldest first. A file belongs to the alias that its name begins with: `datasets/2026/11/datasets-0930.ndjson` -> `datasets`.
 * The order of a file is where it stands among those landed before it, so that files landing later change nobody's.
 */
export async function listSources(s3: S3Store, { bucket, prefix, aliases, signal }: { readonly bucket: string; readonly prefix: string; readonly aliases: readonly string[]; readonly signal?: AbortSignal | undefined }): Promise<readonly SourceFile[]> {
  const files: Omit<SourceFile, 'rank'>[] = [];
  for await (const page of s3.listObjects(bucket, { prefix, ...(signal ? { signal } : {}) })) {
    for (const { key, sizeBytes, lastModified } of page) files.push({ key, sizeBytes, landedAt: lastModified, alias: aliasOf(key, aliases) });
  }
  const micros = new Map(files.map(({ key, landedAt }) => [key, microsOf(landedAt)]));
  files.sort((a, b) => (micros.get(a.key) ?? 0) - (micros.get(b.key) ?? 0) || (a.key < b.key ? -1 : 1));
  return files.map((file, i) => ({ ...file, rank: i + 1 }));
}

function aliasOf(key: string, aliases: readonly string[]): string | null {
  const name = key.slice(key.lastIndexOf('/') + 1);
  return aliases.find((alias) => name.startsWith(`${alias}-`)) ?? null;
}

/** The source file of documents that a user loaded: named for its alias like every other, in the order in which they were loaded. */
export function loadedKey(prefix: string, alias: string, { load, file, part, name }: { readonly load: string; readonly file: number; readonly part: number; readonly name: string }): string {
  return `${prefix}loaded/${alias}-${load}-${String(file).padStart(5, '0')}-${String(part).padStart(5, '0')}-${name.replace(/\.[^.]*$/, '')}.ndjson`;
}

/** The source file of a mark or canary: landed like any other, one document each. */
export function markKey(prefix: string, alias: string, id: string): string {
  const cut = id.lastIndexOf('/') + 1;
  return `${prefix}${id.slice(0, cut)}${alias}-${id.slice(cut)}.ndjson`;
}

/** The document id that a mark's source file stands for, or null when it is none. */
export function markIdOf(key: string, prefix: string): string | null {
  const name = key.startsWith(prefix) ? key.slice(prefix.length) : '';
  const match = /^(.*\/)[^/-]+-([^/]+)\.ndjson$/.exec(name);
  return match?.[1] === undefined || match[2] === undefined || !name.startsWith(REDRILL_PREFIX) ? null : match[1] + match[2];
}

/** In flight at once, and bytes that may wait for their turn. */
const AHEAD = 64;
const AHEAD_BYTES = 64 * 1024 * 1024;

/** Reads files in their order, several in flight. */
export async function* readSources(s3: S3Store, bucket: string, files: readonly SourceFile[], signal?: AbortSignal): AsyncGenerator<{ readonly file: SourceFile; readonly bytes: Buffer }> {
  const ahead: { readonly file: SourceFile; readonly body: Promise<Buffer> }[] = [];
  let bytes = 0;
  let next = 0;
  try {
    for (;;) {
      for (let file = files[next]; file !== undefined && ahead.length < AHEAD && (ahead.length === 0 || bytes + file.sizeBytes <= AHEAD_BYTES); file = files[next]) {
        const body = s3.get({ bucket, key: file.key }).then((answer) => answer.body);
        body.catch(() => undefined); // Thrown again when its turn comes; unhandled until then it would end the process.
        ahead.push({ file, body });
        bytes += file.sizeBytes;
        next += 1;
      }
      const first = ahead.shift();
      if (first === undefined) return;
      signal?.throwIfAborted();
      bytes -= first.file.sizeBytes;
      yield { file: first.file, bytes: await first.body };
    }
  } finally {
    await Promise.allSettled(ahead.map(({ body }) => body));
  }
}
