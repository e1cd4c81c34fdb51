import type { BigIntStats } from 'node:fs';
import { realNowMs } from '#kit/time';
import type { StoredChunk } from './chunks.ts';

/**
 * Files of a cluster whose bytes are known to be stored: by path, with the size and modification time at which they were written or read.
 * A server changes the time with every write, so a base copy need not read them again. A memory that may be lost.
 */
export type KnownFiles = Map<string, KnownFile>;

interface KnownFile {
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly chunks: readonly StoredChunk[];
}

/** Two changes within one tick of the system's clock carry the same time. */
const SETTLED_MS = 1000;

/** The chunks of a file that has not changed; null when it has, or is not known. */
export function knownChunks(known: KnownFiles, path: string, { size, mtimeNs }: BigIntStats): readonly StoredChunk[] | null {
  const file = known.get(path);
  return file && file.size === size && file.mtimeNs === mtimeNs ? file.chunks : null;
}

/** Remembers a file that nobody writes to (a server that is not started yet). */
export function remember(known: KnownFiles, path: string, stats: BigIntStats, chunks: readonly StoredChunk[]): void {
  known.set(path, { size: stats.size, mtimeNs: stats.mtimeNs, chunks });
}

/** Remembers a file of a running server, unless its last change is so young that the next one could carry the same time. */
export function rememberSettled(known: KnownFiles, path: string, stats: BigIntStats, chunks: readonly StoredChunk[]): void {
  if (realNowMs() - Number(stats.mtimeMs) > SETTLED_MS) remember(known, path, stats, chunks);
}
