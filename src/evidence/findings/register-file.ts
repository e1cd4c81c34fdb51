import { hash } from 'node:crypto';
import { open, readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { ioReason } from '#kit/io-reason';
import { RedrillError } from '#kit/redrill-error';
import { hideSecretsIn } from '#kit/secret-text';
import { isoMicros, realNowMs } from '#kit/time';
import { GENESIS } from '../parse-ledger.ts';
import type { RegisterEntry, RegisterFact } from './register-entry.ts';

/** Beside the ledger, and kept like it: lines are only ever added. */
export const REGISTER_FILE = 'findings.ndjson';

/** Every line of the register, chain verified; empty where there is none. */
export async function readRegister(results: string): Promise<readonly RegisterEntry[]> {
  return (await readWhole(join(results, REGISTER_FILE))).entries;
}

/** Adds one line and waits until it is on disk. The caller holds the lock of the results. */
export async function appendToRegister(results: string, fact: RegisterFact): Promise<void> {
  const path = join(results, REGISTER_FILE);
  const { entries, head, goodBytes, tornBytes } = await readWhole(path);
  try {
    if (tornBytes > 0) await truncate(path, goodBytes);
    const handle = await open(path, 'a', 0o644);
    try {
      await handle.appendFile(`${JSON.stringify({ seq: entries.length + 1, prev: head, at: isoMicros(realNowMs() * 1000), ...hideSecretsIn(fact) })}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw new RedrillError('findings.unwritable', `${path} could not be written: ${ioReason(cause) ?? (cause as Error).message}. Make room or allow writing there, then try again; redrill report enters what a run found.`, { exitCode: 70, cause });
  }
}

interface WholeRegister {
  readonly entries: readonly RegisterEntry[];
  readonly head: string;
  readonly goodBytes: number;
  /** Of a line that a crash cut before anyone relied on it. */
  readonly tornBytes: number;
}

async function readWhole(path: string): Promise<WholeRegister> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return Buffer.alloc(0);
    throw new RedrillError('findings.unreadable', `${path} cannot be read: ${error.message}`, { cause: error });
  });
  const goodBytes = bytes.lastIndexOf(0x0a) + 1;
  const entries: RegisterEntry[] = [];
  let head = GENESIS;
  for (const line of bytes.subarray(0, goodBytes).toString('utf8').split('\n').slice(0, -1)) {
    const entry = parseEntry(line);
    if (entry === null || entry.prev !== head || entry.seq !== entries.length + 1) throw new RedrillError('findings.broken', `${path} is broken at line ${entries.length + 1}: it was changed after it was written. Keep it as evidence, move it away, and let redrill report enter the runs again; owners and dates have to be given anew.`, { exitCode: 70 });
    entries.push(entry);
    head = hash('sha256', line, 'hex');
  }
  return { entries, head, goodBytes, tornBytes: bytes.length - goodBytes };
}

function parseEntry(line: string): RegisterEntry | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && 'kind' in value && 'prev' in value ? (value as RegisterEntry) : null;
  } catch {
    // Told as a broken register by the caller, with its line.
    return null;
  }
}
