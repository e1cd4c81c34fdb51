import type { EventData } from '#contract/events';
import type { BeaconCounts } from '#contract/measurement';
import { microsOf } from '#kit/time';
import type { AckedBeacon, Ledger } from './beacon-ledger.ts';
import { FoundSet } from './found-set.ts';

export type BeaconReadingFact = EventData['beacons.read'];

export interface CountInput {
  readonly ledger: Ledger;
  /** The readings after the fault, oldest first; the last one counts. */
  readonly readings: readonly BeaconReadingFact[];
  /** T0.observed; beacons acknowledged after it are counted apart. */
  readonly observed: string | null;
  /** When the first restore began (T3): writes before it went the old way. */
  readonly restoreAt: string | null;
}

/**
 * Beacon classes after Jepsen's set-full: stable (acknowledged and found), lost (acknowledged and missing), stale (stable, but an
 * earlier reading missed it), neverRead (no complete reading could have seen it), resurrected (certainly refused, yet found),
 * indeterminate (no certain answer: neither kept nor lost). `holes` counts lost ones older than the newest that was recovered.
 */
export function countBeacons(input: CountInput): BeaconCounts {
  const reading = input.readings.at(-1);
  const found = new FoundSet(reading?.found ?? []);
  const earlier = input.readings.slice(0, -1).map((fact) => new FoundSet(fact.found));
  const cut = input.observed === null ? Number.POSITIVE_INFINITY : microsOf(input.observed);
  const old = input.ledger.acked.filter((beacon) => beacon.micros <= cut);
  const has = (beacon: AckedBeacon): boolean => found.has(beacon.series, beacon.seq);
  const kept = old.filter(has);
  const missing = old.filter((beacon) => !has(beacon));
  const lost = reading?.complete ? missing : [];
  const newest = kept.at(-1);
  const after = afterFault(input, has, cut);
  return {
    acknowledged: input.ledger.acked.length,
    stable: kept.length + after.kept,
    lost: lost.length,
    stale: kept.filter((beacon) => earlier.some((set) => !set.has(beacon.series, beacon.seq))).length,
    neverRead: missing.length - lost.length + after.neverRead,
    resurrected: input.ledger.refused.filter(({ series, seq }) => found.has(series, seq)).length,
    duplicated: reading?.duplicated ?? 0,
    indeterminate: input.ledger.indeterminate,
    firstLost: lost[0]?.ackedAt ?? null,
    newestRecovered: newest?.ackedAt ?? null,
    holes: newest ? lost.filter((beacon) => beacon.micros < newest.micros).length : 0,
    lostAfterT0: after.lost,
  };
}

/** Beacons acknowledged after the fault: lost when they went the old way or when newer ones were found, else not yet read. */
function afterFault(input: CountInput, has: (beacon: AckedBeacon) => boolean, cut: number): { readonly kept: number; readonly lost: number; readonly neverRead: number } {
  const late = input.ledger.acked.filter((beacon) => beacon.micros > cut);
  const kept = late.filter(has);
  const readUpTo = Math.max(kept.at(-1)?.micros ?? 0, input.restoreAt === null ? 0 : microsOf(input.restoreAt));
  const complete = input.readings.at(-1)?.complete ?? false;
  const lost = complete ? late.filter((beacon) => !has(beacon) && beacon.micros <= readUpTo).length : 0;
  return { kept: kept.length, lost, neverRead: late.length - kept.length - lost };
}
