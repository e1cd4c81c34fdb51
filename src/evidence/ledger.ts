import { hash } from 'node:crypto';
import { open, readFile, readdir, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { Verdict } from '#contract/run-summary';
import { ioReason } from '#kit/io-reason';
import { makeFolder } from '#kit/make-folder';
import { RedrillError } from '#kit/redrill-error';
import { isoMicros, realNowMs } from '#kit/time';
import { GENESIS, parseLedger } from './parse-ledger.ts';
import { withResultsLock } from './results-lock.ts';

export type LedgerEntryKind = 'started' | 'refused' | 'aborted' | 'killed' | 'resumed' | 'finished';

/** One line of `results/ledger.ndjson`: every attempt and what became of it, hash-chained. `at` is real time. */
export interface LedgerEntry {
  readonly seq: number;
  readonly prev: string;
  readonly at: string;
  readonly kind: LedgerEntryKind;
  readonly number: number;
  readonly id: string;
  readonly scenario: string;
  readonly verdict: Verdict | null;
  readonly putBack: boolean | null;
  /** The record's seal at that moment; null before there is one. */
  readonly sha256: string | null;
}

export interface DrawnRun {
  readonly number: number;
  /** `0007-rds-loss`: the run's id and the name of its folder. */
  readonly id: string;
  readonly folder: string;
}

const FILE = 'ledger.ndjson';

/** Draws the next run number, enters the attempt as started, and makes its folder. Gap-free, also for processes that draw at once. */
export async function drawRun(results: string, scenario: string): Promise<DrawnRun> {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(scenario)) throw new RedrillError('ledger.scenario-name', `${JSON.stringify(scenario)} cannot name a run's folder: a scenario id has lower-case words joined by hyphens.`);
  return withResultsLock(results, async () => {
    const entries = await readLedger(results);
    const number = entries.reduce((highest, entry) => Math.max(highest, entry.number), 0) + 1;
    const id = `${String(number).padStart(4, '0')}-${scenario}`;
    const folder = join(results, id);
    await refuseOrphan(results, number);
    await append(results, entries, { kind: 'started', number, id, scenario, verdict: null, putBack: null, sha256: null });
    makeFolder(folder);
    return { number, id, folder };
  });
}

/** Enters what became of an attempt. An entry that says what the newest one of this run says already is not repeated. */
export async function enterInLedger(results: string, entry: Omit<LedgerEntry, 'seq' | 'prev' | 'at'>): Promise<void> {
  await withResultsLock(results, async () => {
    const entries = await readLedger(results);
    const newest = entries.findLast((known) => known.number === entry.number);
    if (newest && newest.kind === entry.kind && newest.sha256 === entry.sha256 && newest.verdict === entry.verdict && newest.putBack === entry.putBack && entry.kind !== 'resumed') return;
    await append(results, entries, entry);
  });
}

/** Every entry, chain verified; an empty list when there is no ledger. Throws `ledger.broken` with the line number. */
export async function readLedger(results: string): Promise<readonly LedgerEntry[]> {
  const path = join(results, FILE);
  const { entries, brokenLine } = parseLedger((await readWhole(path)).whole);
  if (brokenLine !== null) throw new RedrillError('ledger.broken', `${path} is broken at line ${brokenLine}: it was changed after it was written. Keep it as evidence and begin with another results folder (--set results=<folder>).`, { exitCode: 70 });
  return entries;
}

/** The whole lines up to the newest one of a run, as they are: the part of the ledger that goes into its bundle. */
export async function ledgerExcerpt(results: string, number: number): Promise<readonly string[]> {
  const entries = await readLedger(results);
  const { whole } = await readWhole(join(results, FILE));
  return whole.slice(0, entries.findLastIndex((entry) => entry.number === number) + 1);
}

/** SHA-256 of the newest line: what an anchor names. */
export async function ledgerHead(results: string): Promise<string> {
  return parseLedger((await readWhole(join(results, FILE))).whole).heads.at(-1) ?? GENESIS;
}

async function append(results: string, entries: readonly LedgerEntry[], entry: Omit<LedgerEntry, 'seq' | 'prev' | 'at'>): Promise<void> {
  const path = join(results, FILE);
  const { whole, goodBytes, tornBytes } = await readWhole(path);
  if (tornBytes > 0) await truncate(path, goodBytes);
  const last = whole.at(-1);
  const line = JSON.stringify({ seq: entries.length + 1, prev: last === undefined ? GENESIS : hash('sha256', last, 'hex'), at: isoMicros(realNowMs() * 1000), ...entry });
  const handle = await open(path, 'a', 0o644);
  try {
    await handle.appendFile(`${line}\n`);
    await handle.sync();
  } catch (cause) {
    throw new RedrillError('ledger.unwritable', `${path} could not be written: ${ioReason(cause) ?? (cause as Error).message}. Without a ledger entry no run may begin.`, { exitCode: 70, cause });
  } finally {
    await handle.close();
  }
}

/** A line without its newline was cut by a crash before anyone relied on it. */
async function readWhole(path: string): Promise<{ readonly whole: readonly string[]; readonly goodBytes: number; readonly tornBytes: number }> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return Buffer.alloc(0);
    throw new RedrillError('ledger.unreadable', `${path} cannot be read: ${error.message}`, { cause: error });
  });
  const goodBytes = bytes.lastIndexOf(0x0a) + 1;
  const whole = bytes.subarray(0, goodBytes).toString('utf8').split('\n').slice(0, -1);
  return { whole, goodBytes, tornBytes: bytes.length - goodBytes };
}

/** A folder with the number about to be drawn means that ledger lines were lost: its run would be overwritten. */
async function refuseOrphan(results: string, number: number): Promise<void> {
  const prefix = `${String(number).padStart(4, '0')}-`;
  const orphan = (await readdir(results)).find((name) => name.startsWith(prefix));
  if (orphan !== undefined) throw new RedrillError('ledger.orphan', `${join(results, orphan)} exists, but ${join(results, FILE)} does not know run ${number}: the ledger was cut or replaced. Bring it back, or use another results folder (--set results=<folder>).`);
}
