import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { BeaconLine } from '#contract/events';
import type { PlatformWrite } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { beaconLines } from '#record/read-record';

/** The ledgers that the platform keeps outside its account; `{state}` and `{store}` in their paths are filled in. */
interface PlatformLedgers {
  readonly writeLedger: string | null;
  readonly historyLedger: string | null;
}

/** Writes the platform acknowledged, oldest first; none without a ledger. */
export async function* platformWrites(ledgers: PlatformLedgers, state: string): AsyncGenerator<PlatformWrite> {
  if (ledgers.writeLedger === null) return;
  const file = ledgerPath(ledgers.writeLedger, { state });
  let number = 0;
  let bad: number | null = null;
  for await (const line of linesOf(file)) {
    number += 1;
    if (bad !== null) throw new RedrillError('ledger.broken', `${file}:${bad}: is no line of a write ledger, and lines follow it; expected {"store", "at", "op", "name", "sha256", "sizeBytes"}`, { actor: 'platform' });
    const write = parseWrite(line);
    if (write) yield write;
    else bad = number;
  }
}

/** Beacons of one store from before this run: the platform's history ledger, then the marks of earlier runs. */
export async function* historyBeacons(ledgers: PlatformLedgers, place: { readonly state: string; readonly store: string; readonly earlierRuns: readonly string[] }): AsyncGenerator<BeaconLine> {
  if (ledgers.historyLedger !== null) yield* beaconLines(ledgerPath(ledgers.historyLedger, place));
  for (const folder of place.earlierRuns) {
    for (const name of [`${place.store}.ndjson`, `${place.store}.after.ndjson`]) {
      const file = join(folder, 'beacons', name);
      if (existsSync(file)) yield* beaconLines(file);
    }
  }
}

async function* linesOf(file: string): AsyncGenerator<string> {
  if (!existsSync(file)) return;
  const stream = createReadStream(file, { encoding: 'utf8' });
  try {
    for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) if (line !== '') yield line;
  } finally {
    stream.destroy();
  }
}

/** A torn last line was never acknowledged by anyone who could read it; a bad line before others is an error of the ledger. */
function parseWrite(line: string): PlatformWrite | null {
  try {
    const value = JSON.parse(line) as Partial<PlatformWrite>;
    const { store, at, op, name, sha256, sizeBytes, before, expires, expiresBefore } = value;
    if (typeof store !== 'string' || typeof at !== 'string' || (op !== 'put' && op !== 'delete') || typeof name !== 'string') return null;
    return { store, at, op, name, sha256: sha256 ?? null, sizeBytes: sizeBytes ?? null, ...(before === undefined ? {} : { before }), ...(expires === undefined ? {} : { expires }), ...(expiresBefore === undefined ? {} : { expiresBefore }) };
  } catch {
    // Decided by the caller, who knows whether lines follow.
    return null;
  }
}

function ledgerPath(template: string, place: { readonly state: string; readonly store?: string }): string {
  return template.replaceAll('{state}', place.state).replaceAll('{store}', place.store ?? '');
}
