import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BeaconLine, RunEvent } from '#contract/events';
import { RedrillError } from '#kit/redrill-error';
import { parseBeacon } from './parse-beacons.ts';
import { chainReader } from './parse-chain.ts';
import type { Chain } from './parse-chain.ts';

export const EVENTS_FILE = 'events.ndjson';
export const BEACONS_FOLDER = 'beacons';
const CHUNK_BYTES = 262_144;

/** A record as it lies on disk: its chain, and the bytes that it was read from. */
export interface ReadRecord extends Chain {
  readonly sha256: string;
  readonly bytes: number;
}

/** Reads a run's events in one pass and verifies their chain; throws `record.missing` or `record.broken`. */
export async function readRecord(folder: string): Promise<ReadRecord> {
  const file = join(folder, EVENTS_FILE);
  const reader = chainReader(file);
  const digest = createHash('sha256');
  let rest: Buffer = Buffer.alloc(0);
  let bytes = 0;
  for await (const chunk of chunksOf(file)) {
    digest.update(chunk);
    bytes += chunk.length;
    rest = linesOf(rest.length === 0 ? chunk : Buffer.concat([rest, chunk]), (line) => reader.line(line));
  }
  return { ...reader.end(rest), sha256: digest.digest('hex'), bytes };
}

async function* chunksOf(file: string): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(file, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>;
  } catch (cause) {
    throw new RedrillError('record.missing', `There is no readable record at ${file}: name a run's folder (results/<number>-<scenario>) that holds an ${EVENTS_FILE}.`, { cause });
  }
}

/** Hands out every whole line; gives back what stands behind the last newline, in bytes of its own. */
function linesOf(bytes: Buffer, each: (line: Buffer) => void): Buffer {
  let start = 0;
  for (let end = bytes.indexOf(0x0a); end !== -1; end = bytes.indexOf(0x0a, start)) {
    each(bytes.subarray(start, end));
    start = end + 1;
  }
  return Buffer.from(bytes.subarray(start));
}

/** The events of a run one by one, chain verified. */
export async function* eventsIn(folder: string): AsyncGenerator<RunEvent> {
  yield* (await readRecord(folder)).events;
}

/** Stores of which the run's folder holds a beacon ledger. */
export async function beaconStores(folder: string): Promise<readonly string[]> {
  const names = await readdir(join(folder, BEACONS_FOLDER)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names.filter((name) => name.endsWith('.ndjson')).map((name) => name.slice(0, -'.ndjson'.length)).sort();
}

/** The lines of one beacon ledger, streamed; a torn last line is passed over, a bad line before it throws `record.broken`. */
export async function* beaconsIn(folder: string, store: string): AsyncGenerator<BeaconLine> {
  yield* beaconLines(join(folder, BEACONS_FOLDER, `${store}.ndjson`));
}

/** The lines of any beacon ledger file; nothing when the file does not exist. */
export async function* beaconLines(file: string): AsyncGenerator<BeaconLine> {
  let number = 0;
  let bad: number | null = null;
  for await (const line of wholeLines(file)) {
    number += 1;
    if (bad !== null) throw new RedrillError('record.broken', `${file} is broken at line ${bad}: it is no beacon line, and lines follow it.`, { exitCode: 70 });
    const parsed = parseBeacon(line);
    if (parsed) yield parsed;
    else bad = number;
  }
}

/** All ledgers of a run, for `measureRun`. */
export async function readBeacons(folder: string): Promise<Map<string, BeaconLine[]>> {
  const all = new Map<string, BeaconLine[]>();
  for (const store of await beaconStores(folder)) {
    const lines: BeaconLine[] = [];
    for await (const line of beaconsIn(folder, store)) lines.push(line);
    all.set(store, lines);
  }
  return all;
}

async function* wholeLines(file: string): AsyncGenerator<string> {
  let rest = '';
  try {
    for await (const chunk of createReadStream(file, { encoding: 'utf8' })) {
      const lines = (rest + (chunk as string)).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
