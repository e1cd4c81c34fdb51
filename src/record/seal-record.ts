import { join } from 'node:path';
import { sha256File } from '#kit/digest';
import { BEACONS_FOLDER, beaconStores, readRecord } from './read-record.ts';
import type { Chain } from './parse-chain.ts';
import { sealOf } from './seal-of.ts';

export interface Seal {
  readonly events: number;
  /** SHA-256 over the chain's head, the number of events and the hash of every beacon ledger. */
  readonly sha256: string;
  readonly tornBytes: number;
}

/** The fingerprint of a record: changes with any byte of its events or beacon ledgers, and with a cut tail. `read`: the record, where it was read already. */
export async function sealRecord(folder: string, read?: Chain): Promise<Seal> {
  const chain = read ?? (await readRecord(folder));
  const ledgers = await Promise.all((await beaconStores(folder)).map(async (store) => ({ store, sha256: await sha256File(join(folder, BEACONS_FOLDER, `${store}.ndjson`)) })));
  return { events: chain.events.length, sha256: sealOf({ events: chain.events.length, head: chain.head, ledgers }), tornBytes: chain.tornBytes };
}
