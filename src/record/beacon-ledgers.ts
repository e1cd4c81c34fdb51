import { join } from 'node:path';
import type { BeaconLine } from '#contract/events';
import { bug } from '#kit/redrill-error';
import type { RedrillError } from '#kit/redrill-error';
import { LineFile } from './line-file.ts';
import { BEACONS_FOLDER, beaconStores, beaconsIn } from './read-record.ts';
import type { RecordFiles } from './record-files.ts';

/** The beacon ledgers of one run, one file per store: intent before each write, its answer after it. */
export class BeaconLedgers {
  private readonly folder: string;
  private readonly files: RecordFiles;
  private readonly open = new Map<string, LineFile>();

  constructor(folder: string, files: RecordFiles) {
    this.folder = folder;
    this.files = files;
  }

  get failure(): RedrillError | null {
    for (const ledger of this.open.values()) if (ledger.failure) return ledger.failure;
    return null;
  }

  push(store: string, line: BeaconLine): void {
    this.ledger(store).push(`${JSON.stringify(line)}\n`);
  }

  /** Copies lines that the ledger does not hold yet, so that a resumed run imports its history once. Returns how many were new. */
  async import(store: string, lines: AsyncIterable<BeaconLine>): Promise<number> {
    const known = new KnownLines();
    for await (const line of this.read(store)) known.add(line);
    let added = 0;
    for await (const line of lines) {
      if (!known.add(line)) continue;
      this.push(store, line);
      added += 1;
      if (added % 10_000 === 0) await this.ledger(store).flush();
    }
    await this.ledger(store).flush();
    return added;
  }

  async *read(store: string): AsyncGenerator<BeaconLine> {
    await this.open.get(store)?.flush();
    yield* beaconsIn(this.folder, store);
  }

  async flush(): Promise<void> {
    await Promise.all([...this.open.values()].map((ledger) => ledger.flush()));
  }

  async close(): Promise<void> {
    const ends = await Promise.allSettled([...this.open.values()].map((ledger) => ledger.close()));
    this.open.clear();
    for (const end of ends) if (end.status === 'rejected') throw end.reason as Error;
  }

  /** A line cut by a crash would fuse with the next one; it was never acknowledged as written, so it is removed. */
  async cutTornTails(): Promise<void> {
    for (const store of await beaconStores(this.folder)) {
      const path = this.path(store);
      const bytes = await this.files.read(path);
      const whole = bytes ? bytes.lastIndexOf(0x0a) + 1 : 0;
      if (bytes && whole < bytes.length) await this.files.truncate(path, whole);
    }
  }

  private ledger(store: string): LineFile {
    let ledger = this.open.get(store);
    if (!ledger) {
      ledger = new LineFile(this.path(store), this.files);
      this.open.set(store, ledger);
    }
    return ledger;
  }

  private path(store: string): string {
    if (!/^[A-Za-z0-9][\w.-]*$/.test(store)) throw bug('record.store-name', `${JSON.stringify(store)} cannot name a beacon ledger: a store id has letters, digits, dots, hyphens and underscores only`);
    return join(this.folder, BEACONS_FOLDER, `${store}.ndjson`);
  }
}

class KnownLines {
  private readonly series = new Map<string, Set<number>>();

  /** False when the line was known. */
  add(line: BeaconLine): boolean {
    const key = `${line.kind} ${line.series}`;
    let numbers = this.series.get(key);
    if (!numbers) this.series.set(key, (numbers = new Set()));
    if (numbers.has(line.seq)) return false;
    numbers.add(line.seq);
    return true;
  }
}
