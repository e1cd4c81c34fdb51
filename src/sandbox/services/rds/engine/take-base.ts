import { readdirSync, readFileSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import type { Client } from 'pg';
import type { ArchiveRows } from './archive-rows.ts';
import type { Chunks, StoredChunk } from './chunks.ts';
import { CHUNK_BYTES } from './chunks.ts';
import { dropBase } from './collect.ts';
import { knownChunks, rememberSettled } from './known-files.ts';
import type { KnownFiles } from './known-files.ts';
import { lsnOf } from './lsn.ts';

/** Folders whose content a base copy leaves out, as PostgreSQL's manual says (26.3.4). */
const WITHOUT_CONTENT: ReadonlySet<string> = new Set(['pg_wal', 'pg_replslot', 'pg_dynshmem', 'pg_notify', 'pg_serial', 'pg_snapshots', 'pg_stat_tmp', 'pg_subtrans']);
const LEFT_OUT = /^(postmaster\.(pid|opts)|postgresql\.(conf|auto\.conf)|recovery\.signal|backup_label\.old|.*\/pgsql_tmp.*|.*\/pg_internal\.init.*)$/;
const AT_ONCE_BYTES = 2 * 1_048_576;
/** What handling a file costs, in bytes of reading. */
const FILE_COST_BYTES = 4096;

export interface BaseInput {
  readonly rows: ArchiveRows;
  readonly chunks: Chunks;
  readonly data: string;
  readonly archive: string;
  readonly key: string | null;
  /** Told where the copy's log begins, once that is known: the archive must have the log from there. */
  readonly begins: (startLsn: number) => void;
  /** Files that need not be read again; what is read now is added. */
  readonly known: KnownFiles;
  /** For sabotage: how many bytes of a file are copied; all where it is not given. */
  readonly bytesOf?: (path: string) => number | null;
}

export interface TakenBase {
  readonly id: number;
  readonly start: number;
  readonly stop: number;
  readonly stopped_real: number;
}

/**
 * Copies a running cluster into the archive with PostgreSQL's backup interface. The copy can be used once the log up to `stop` is archived;
 * the caller then finishes it. `client` must be a session of its own. A copy that fails leaves nothing.
 */
export async function takeBase(client: Client, input: BaseInput): Promise<TakenBase> {
  const { rows, chunks, archive } = input;
  const id = chunks.change(() => rows.addBase(archive));
  try {
    const begun = (await client.query(`SELECT pg_backup_start('redrill', true)::text AS lsn`)).rows[0] as { readonly lsn: string };
    const start = lsnOf(begun.lsn);
    input.begins(start);
    await copyFiles(input, id);
    const ended = (await client.query(`SELECT lsn::text, labelfile, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint::text AS at FROM pg_backup_stop(false)`)).rows[0] as { readonly lsn: string; readonly labelfile: string; readonly at: string };
    chunks.change(() => rows.addFile(id, 'backup_label', [chunks.put(Buffer.from(ended.labelfile), input.key)]));
    return { id, start, stop: lsnOf(ended.lsn), stopped_real: Number(ended.at) };
  } catch (error) {
    // what it remembered may have gone with it
    input.known.clear();
    chunks.change(() => dropBase({ rows, chunks }, id));
    throw error;
  }
}

async function copyFiles(input: BaseInput, base: number): Promise<void> {
  const { folders, files } = listCluster(input.data);
  input.chunks.change(() => {
    for (const path of folders) input.rows.addFile(base, path, null);
  });
  let unseen = 0;
  for (const path of files) {
    unseen += await copyFile(input, base, path);
    if (unseen < AT_ONCE_BYTES) continue;
    unseen = 0;
    await breathe();
  }
}

/** pg_control comes last, so that it is not older than the files beside it. */
function listCluster(data: string): { readonly folders: readonly string[]; readonly files: readonly string[] } {
  const folders: string[] = [];
  const files: string[] = [];
  const walk = (folder: string): void => {
    for (const entry of readdirSync(join(data, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        folders.push(path);
        if (!WITHOUT_CONTENT.has(path)) walk(path);
      } else if (entry.isFile() && !LEFT_OUT.test(path) && path !== 'global/pg_control') files.push(path);
    }
  };
  walk('');
  return { folders, files: [...files.toSorted(), 'global/pg_control'] };
}

/** Bytes that it stored. A file that was dropped since it was listed is left out: the log says the same. */
async function copyFile({ rows, chunks, data, key, known, bytesOf }: BaseInput, base: number, path: string): Promise<number> {
  const source = join(data, path);
  const stats = statSync(source, { throwIfNoEntry: false, bigint: true });
  if (stats === undefined) return 0;
  const wanted = Math.min(Number(stats.size), bytesOf?.(path) ?? Number(stats.size));
  const stored = wanted < Number(stats.size) ? null : knownChunks(known, path, stats);
  if (stored !== null && chunks.change(() => addStored({ rows, chunks, key }, base, { path, stored }))) return FILE_COST_BYTES;
  const parts = wanted > AT_ONCE_BYTES ? await readParts(source, wanted) : readWhole(source, wanted);
  if (parts === null) return 0;
  chunks.change(() => {
    const ids = parts.map((part) => chunks.put(part, key));
    rows.addFile(base, path, ids);
    rememberSettled(known, path, stats, chunks.named(ids));
  });
  return wanted + FILE_COST_BYTES;
}

/** The file with the chunks that it is known to consist of; false when they are not there any more. */
function addStored({ rows, chunks, key }: Pick<BaseInput, 'rows' | 'chunks' | 'key'>, base: number, { path, stored }: { readonly path: string; readonly stored: readonly StoredChunk[] }): boolean {
  if (!chunks.retain(stored, key)) return false;
  rows.addFile(base, path, stored.map(({ id }) => id));
  return true;
}

function readWhole(path: string, wanted: number): readonly Buffer[] | null {
  try {
    const bytes = readFileSync(path).subarray(0, wanted);
    return bytes.length === 0 ? [] : [bytes];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function readParts(path: string, wanted: number): Promise<readonly Buffer[] | null> {
  const parts: Buffer[] = [];
  const file = await open(path, 'r');
  try {
    for (let at = 0; at < wanted;) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(Math.min(CHUNK_BYTES, wanted - at)), 0, Math.min(CHUNK_BYTES, wanted - at), at);
      if (bytesRead === 0) break;
      parts.push(buffer.subarray(0, bytesRead));
      at += bytesRead;
    }
    return parts;
  } finally {
    await file.close();
  }
}
