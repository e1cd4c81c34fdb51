import { chownSync, closeSync, fstatSync, mkdirSync, openSync, writeSync } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import { engineUser } from '#engines/run-as';
import type { BaseRow, WalRow } from './archive-rows.ts';
import type { Stored } from './collect.ts';
import { EngineFailure } from './db-engine.ts';
import { remember } from './known-files.ts';
import type { KnownFiles } from './known-files.ts';
import { lsnText, SEGMENT_BYTES, segmentName, segmentStart } from './lsn.ts';

/** What is put into a new data folder. */
export interface Content {
  readonly base: BaseRow;
  readonly timeline: number;
  readonly pieces: readonly WalRow[];
  /** Where the log ends; zeros follow, as behind the end of a real log. */
  readonly until: number;
}

const AT_ONCE_FILES = 64;

/** Writes a base copy and its part of the log into a new folder, as the engines' user's; what it has written. Throws EngineFailure when bytes are missing or damaged. */
export async function materialise(stored: Stored, { base, timeline, pieces, until }: Content, folder: string): Promise<KnownFiles> {
  refuseGaps(base, pieces, until);
  makeFolder(folder);
  const known: KnownFiles = new Map();
  for (const { path, chunks } of stored.rows.files(base.id)) {
    if (chunks === null) makeFolder(join(folder, path));
    else {
      const ids = JSON.parse(chunks) as readonly number[];
      remember(known, path, await writeFile(stored, join(folder, path), ids), stored.chunks.named(ids));
    }
    if (known.size % AT_ONCE_FILES === 0) await breathe();
  }
  await writeLog(stored, { timeline, pieces, until, folder: join(folder, 'pg_wal') });
  return known;
}

function refuseGaps(base: BaseRow, pieces: readonly WalRow[], until: number): void {
  let at = segmentStart(base.start);
  for (const { start, stop } of pieces) {
    if (start > at) break;
    at = Math.max(at, stop);
  }
  if (at < Math.max(until, base.stop)) throw new EngineFailure(`the backup is damaged: its log ends at ${lsnText(at)}, and ${lsnText(Math.max(until, base.stop))} is needed`);
}

async function writeFile({ chunks }: Stored, path: string, ids: readonly number[]): Promise<BigIntStats> {
  const file = openSync(path, 'w', 0o600);
  try {
    for (const id of ids) writeSync(file, await chunks.read(id));
    give(path);
    return fstatSync(file, { bigint: true });
  } finally {
    closeSync(file);
  }
}

/** Segment files of full size, as recovery expects them. */
async function writeLog({ chunks }: Stored, { timeline, pieces, until, folder }: Omit<Content, 'base'> & { readonly folder: string }): Promise<void> {
  const zeros = Buffer.alloc(SEGMENT_BYTES);
  let open = null as { readonly start: number; readonly file: number } | null;
  const fileOf = (segment: number): number => {
    if (open?.start === segment) return open.file;
    if (open) closeSync(open.file);
    const path = join(folder, segmentName(timeline, segment));
    open = { start: segment, file: openSync(path, 'w', 0o600) };
    writeSync(open.file, zeros);
    give(path);
    return open.file;
  };
  for (const { start, chunk } of pieces) {
    const bytes = (await chunks.read(chunk)).subarray(0, Math.max(0, until - start));
    for (let at = 0; at < bytes.length;) {
      const segment = segmentStart(start + at);
      const length = Math.min(bytes.length - at, segment + SEGMENT_BYTES - start - at);
      writeSync(fileOf(segment), bytes, at, length, start + at - segment);
      at += length;
    }
  }
  if (open !== null) closeSync(open.file);
}

function makeFolder(path: string): void {
  mkdirSync(path, { mode: 0o700 });
  give(path);
}

function give(path: string): void {
  const user = engineUser();
  if (user) chownSync(path, user.uid, user.gid);
}
