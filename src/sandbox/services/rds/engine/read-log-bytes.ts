import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { EngineFailure } from './db-engine.ts';
import { SEGMENT_BYTES, segmentName, segmentStart } from './lsn.ts';

/** Bytes of the log that lie in one segment file. */
export interface LogPiece {
  readonly start: number;
  readonly stop: number;
  readonly bytes: Buffer;
}

/** Reads a range of the log from a cluster's pg_wal, one piece for each segment. Flushed bytes never change, so the server may go on meanwhile. */
export function* readLogBytes(data: string, timeline: number, range: { readonly start: number; readonly stop: number }): Generator<LogPiece> {
  for (let at = range.start; at < range.stop;) {
    const stop = Math.min(segmentStart(at) + SEGMENT_BYTES, range.stop);
    yield { start: at, stop, bytes: readPiece(join(data, 'pg_wal', segmentName(timeline, at)), at % SEGMENT_BYTES, stop - at) };
    at = stop;
  }
}

function readPiece(path: string, offset: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  const file = openSync(path, 'r');
  try {
    const read = readSync(file, bytes, 0, length, offset);
    if (read < length) throw new EngineFailure(`the log ${path} ends at byte ${offset + read}; ${offset + length} were expected`);
    return bytes;
  } finally {
    closeSync(file);
  }
}
