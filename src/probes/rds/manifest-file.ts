import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream, mkdirSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { sha256File } from '#kit/digest';
import { RedrillError } from '#kit/redrill-error';
import type { SchemaObject } from '#stores/rds/schema-objects';
import type { DigestedRow } from '#stores/rds/sorted-rows';
import { sortKey } from '#stores/rds/sort-key';
import type { KeyColumn } from '#stores/rds/user-tables';

/** A table in a manifest: what its rows add up to, and where in the file they are. */
export interface SavedTable {
  readonly name: string;
  readonly key: readonly KeyColumn[];
  readonly rows: number;
  readonly bytes: number;
  /** `RowSum.digest()` of all rows. */
  readonly sum: string;
  readonly offset: number;
  readonly length: number;
}

/** The last line of a manifest. Lines before it are objects (`{name, text}`), then rows (`[sha256, bytes, key ...]`) table by table in key order. */
interface Contents {
  readonly format: 'redrill-rds-manifest-1';
  readonly tables: readonly SavedTable[];
  readonly objects: { readonly count: number; readonly offset: number; readonly length: number };
}

/** A manifest whose bytes are what the record says. */
export interface Manifest {
  readonly file: string;
  readonly tables: readonly SavedTable[];
  readonly objects: readonly SchemaObject[];
}

/** Checks the whole file first: a lost tail would expect less, and so find more recovered. */
export async function openManifest(file: string, sha256: string): Promise<Manifest> {
  if ((await sha256File(file)) !== sha256) throw new RedrillError('manifest.changed', `${file} is not what the record says was written (SHA-256 ${sha256.slice(0, 12)}): the expected content is not known any more`);
  const { tables, objects } = await readContents(file);
  const found: SchemaObject[] = [];
  for await (const lines of linesOf(file, objects)) for (const line of lines) found.push(JSON.parse(line) as SchemaObject);
  return { file, tables, objects: found };
}

/** The rows of one table in key order, a page of lines at a time. */
export async function* savedRows(manifest: Pick<Manifest, 'file'>, table: SavedTable): AsyncGenerator<readonly DigestedRow[]> {
  for await (const lines of linesOf(manifest.file, table)) {
    yield lines.map((line) => {
      const [sha256, sizeBytes, ...values] = JSON.parse(line) as [string, number, ...string[]];
      return { key: sortKey(table.key, values), values, sha256, sizeBytes };
    });
  }
}

export interface ManifestWriter {
  objects(objects: readonly SchemaObject[]): Promise<void>;
  /** Rows of the table that is being written. */
  rows(page: readonly DigestedRow[]): Promise<void>;
  /** Ends the table whose rows were written since the last one. */
  table(table: Omit<SavedTable, 'offset' | 'length'>): void;
  /** Writes the last line; the SHA-256 of the file. */
  close(): Promise<string>;
  /** Gives up: closes the file, which is then no manifest. */
  abandon(): void;
}

/** Writes a manifest in one pass; memory is one page of rows. */
export function writeManifest(path: string): ManifestWriter {
  mkdirSync(dirname(path), { recursive: true });
  const stream = createWriteStream(path, { highWaterMark: 1024 * 1024 });
  const digest = createHash('sha256');
  const failed = Promise.withResolvers<never>();
  // a failure is told by the next write or by close, whichever comes first
  failed.promise.catch(() => undefined);
  stream.on('error', (error) => failed.reject(error));
  let at = 0;
  let begun = 0;
  const tables: SavedTable[] = [];
  let objects = { count: 0, offset: 0, length: 0 };
  const write = async (text: string): Promise<void> => {
    if (text === '') return;
    const bytes = Buffer.from(text);
    digest.update(bytes);
    at += bytes.length;
    if (!stream.write(bytes)) await Promise.race([once(stream, 'drain'), failed.promise]);
  };
  return {
    objects: async (list) => {
      const offset = at;
      await write(list.map(({ name, text }) => `${JSON.stringify({ name, text })}\n`).join(''));
      objects = { count: list.length, offset, length: at - offset };
      begun = at;
    },
    rows: (page) => write(page.map(({ sha256, sizeBytes, values }) => `${JSON.stringify([sha256, sizeBytes, ...values])}\n`).join('')),
    table: (table) => {
      tables.push({ ...table, offset: begun, length: at - begun });
      begun = at;
    },
    close: async () => {
      const contents: Contents = { format: 'redrill-rds-manifest-1', tables, objects };
      await write(`${JSON.stringify(contents)}\n`);
      stream.end();
      await Promise.race([once(stream, 'close'), failed.promise]);
      return digest.digest('hex');
    },
    abandon: () => { stream.destroy(); },
  };
}

const TAIL_BYTES = 65_536;

async function readContents(file: string): Promise<Contents> {
  const { size } = await stat(file);
  const handle = await open(file);
  try {
    for (let length = Math.min(TAIL_BYTES, size); ; length = Math.min(length * 4, size)) {
      const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
      const start = buffer.lastIndexOf('\n', buffer.length - 2) + 1;
      if (start > 0 || length === size) return JSON.parse(buffer.toString('utf8', start)) as Contents;
    }
  } finally {
    await handle.close();
  }
}

/** The lines of a part of a file, a page per chunk read. */
async function* linesOf(file: string, { offset, length }: { readonly offset: number; readonly length: number }): AsyncGenerator<readonly string[]> {
  if (length === 0) return;
  let rest = '';
  for await (const chunk of createReadStream(file, { encoding: 'utf8', start: offset, end: offset + length - 1 })) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    yield lines;
  }
}
