import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { BEACONS_FOLDER, beaconStores, readRecord } from './read-record.ts';

export interface Seal {
  readonly events: number;
  /** SHA-256 over the chain's head, the number of events and the hash of every beacon ledger. */
  readonly sha256: string;
  readonly tornBytes: number;
}

/** The fingerprint of a record: changes with any byte of its events or beacon ledgers, and with a cut tail. */
export async function sealRecord(folder: string): Promise<Seal> {
  const chain = await readRecord(folder);
  const seal = createHash('sha256');
  seal.update(`redrill.seal/1\nevents ${chain.events.length}\nhead ${chain.head}\n`);
  for (const store of await beaconStores(folder)) {
    seal.update(`beacons ${store} ${await hashFile(join(folder, BEACONS_FOLDER, `${store}.ndjson`))}\n`);
  }
  return { events: chain.events.length, sha256: seal.digest('hex'), tornBytes: chain.tornBytes };
}

async function hashFile(path: string): Promise<string> {
  const digest = createHash('sha256');
  for await (const chunk of createReadStream(path)) digest.update(chunk as Buffer);
  return digest.digest('hex');
}
